/**
 * The rules of `@duckduckgo/autoconsent` (MPL-2.0, used as published) and what they need around
 * them, as source text for an isolated world: the page sees neither the rules nor their names.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The world that the rules run in. */
export const PROMPT_WORLD = 'content';

const CONFIG = {
  enabled: true,
  autoAction: 'optOut',
  // Hiding before a rule is known to fit would change what is seen of pages that have no prompt.
  enablePrehide: false,
  enableCosmeticRules: true,
  // Of prompts that no rule knows, only those with a button that refuses.
  heuristicMode: 'reject',
  // Half a second each; the capture stops waiting long before.
  detectRetries: 20,
  logs: { errors: false },
};

let published: { engine: string; rules: string } | undefined;

/** Half a megabyte, read when the first scan asks for it. */
function readPublished(): { engine: string; rules: string } {
  const { resolve } = createRequire(import.meta.url);
  const folder = dirname(resolve('@duckduckgo/autoconsent'));
  const engine = readFileSync(join(folder, 'autoconsent.playwright.js'), 'utf8');
  const rules = readFileSync(resolve('@duckduckgo/autoconsent/rules/compact-rules.json'), 'utf8');
  return { engine, rules };
}

/** @param mark what its messages begin with: the page does not know it, so it cannot forge any. */
export function promptScript(mark: string): string {
  published ??= readPublished();
  const { engine, rules } = published;
  return `if (/^https?:$/.test(location.protocol)) {
    window.autoconsentSendMessage = (message) => {
      if (message.type === 'init') {
        queueMicrotask(() => window.autoconsentReceiveMessage({
          type: 'initResp', rules: { autoconsent: [], compact: ${rules} },
          config: ${JSON.stringify(CONFIG)},
        }));
        return Promise.resolve();
      }
      const isRoot = window === window.top || window.frameElement === null;
      const { type, id, code, state, instanceId } = message;
      const step = state && { lifecycle: state.lifecycle, tries: state.findCmpAttempts };
      console.debug('${mark}' + JSON.stringify({ type, id, code, instanceId, step, isRoot }));
      return Promise.resolve();
    };
    ${engine}
  }`;
}
