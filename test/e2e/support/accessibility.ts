import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Colours on their way from one theme to the other are nobody's. Asking for the animations also
 * brings the page's style up to date; those without end are not waited for.
 */
const SETTLED = `Promise.allSettled(document.getAnimations()
  .filter((each) => each.effect?.getComputedTiming().endTime !== Infinity)
  .map((each) => each.finished))`;

/** WCAG 2.2 AA, by axe; run through the debugger, since the page's own policy allows no script. */
export async function violations(on: Page): Promise<string[]> {
  const session = await on.context().newCDPSession(on);
  const evaluate = async (expression: string) =>
    (
      await session.send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      })
    ).result.value;
  await evaluate(AXE);
  await evaluate(SETTLED);
  const found = await evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((result) =>
      result.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html).join(' | ')))`,
  );
  await session.detach();
  return found;
}
