/**
 * Answers cookie prompts with as little consent as they offer. It never holds a scan for longer
 * than its bounds: a prompt that is still open then is simply part of the picture.
 *
 * The script speaks to us through the console of its own world, which the page does not share. A
 * binding would need the `Runtime` domain, which pages can notice.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { AttachedTarget } from '../browser/browser-context.ts';
import { PROMPT_WORLD, promptScript } from './cookie-prompt-script.ts';

/** Rules look at once; guessing at unknown prompts comes half a second later. */
const LOOK_MS = 1_200;
/** The slowest rules open a second layer and clear its boxes one by one. */
const ANSWER_MS = 6_000;
/** A page's scripts may ask through us no more than an honest rule would. */
const MAX_MESSAGES = 2_000;

const Message = z.object({
  type: z.string().max(40),
  id: z.string().max(100).optional(),
  code: z.string().max(20_000).optional(),
  instanceId: z.string().max(100).optional(),
  step: z.object({ lifecycle: z.string().max(40), tries: z.number() }).optional(),
  isRoot: z.boolean(),
});
type Message = z.infer<typeof Message>;

const ANSWERING = new Set(['openPopupDetected', 'runningOptOut']);
const OVER = new Set(['nothingDetected', 'done', 'optOutSucceeded', 'optOutFailed']);

export interface CookiePrompts {
  attach(target: AttachedTarget): void;
  /** Whether a console message is the script's, not the page's. */
  isOwn(text: string): boolean;
  /** Waits, within bounds, until what is there was answered. @returns whether anything was. */
  settled(wait: { isStopped: () => boolean; deadlineMs: number }): Promise<boolean>;
}

export function createCookiePrompts(deps: {
  isWanted: boolean;
  /** Resolves at the next event of the page, or after the given time. */
  next: (timeoutMs: number) => Promise<void>;
  wake: () => void;
}): CookiePrompts {
  const steps = new Map<string, string>();
  let seen = 0;
  let hasAnswered = false;
  const mark = `${randomBytes(16).toString('hex')} `;

  const take = (target: AttachedTarget, message: Message): void => {
    if (message.step && message.instanceId) {
      steps.set(message.instanceId, message.step.lifecycle);
      deps.wake();
    }
    if (message.type === 'optOutResult') hasAnswered = true;
    if (message.type === 'eval') void evaluate(target, message);
  };

  const isBusy = (): boolean => [...steps.values()].some((step) => ANSWERING.has(step));
  const isOver = (): boolean => hasAnswered || [...steps.values()].every((step) => OVER.has(step));

  return {
    isOwn: (text) => text.startsWith(mark),
    attach(target) {
      const { session, kind } = target;
      if (!deps.isWanted || !['page', 'popup', 'iframe'].includes(kind)) return;
      session.on('Console.messageAdded', ({ message: { text } }) => {
        if (!text.startsWith(mark)) return;
        seen += 1;
        if (seen > MAX_MESSAGES) return;
        const message = Message.safeParse(readJson(text.slice(mark.length)));
        if (message.success) take(target, message.data);
      });
      session.post('Console.enable');
      session.post('Page.addScriptToEvaluateOnNewDocument', {
        source: promptScript(mark),
        worldName: PROMPT_WORLD,
      });
    },
    async settled({ isStopped, deadlineMs }) {
      if (!deps.isWanted) return false;
      const startMs = performance.now();
      const untilMs = (boundMs: number) => Math.min(startMs + boundMs, deadlineMs);
      const waitWhile = async (condition: () => boolean, endMs: number): Promise<void> => {
        while (condition() && !isStopped() && performance.now() < endMs) {
          await deps.next(endMs - performance.now());
        }
      };
      await waitWhile(() => !isBusy() && !isOver(), untilMs(LOOK_MS));
      await waitWhile(isBusy, untilMs(ANSWER_MS));
      return hasAnswered;
    },
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not from the script: a taken-over renderer can call the function with anything.
    return undefined;
  }
}

/** Some rules ask the page's own scripts, which only its main world can answer. */
async function evaluate({ session, targetId }: AttachedTarget, message: Message): Promise<void> {
  const { id, code, isRoot } = message;
  // Inner frames have no context that could be named; their rules go without.
  if (!isRoot || code === undefined) return;
  try {
    const { result } = await session.send('Runtime.evaluate', {
      expression: code,
      returnByValue: true,
      awaitPromise: true,
      silent: true,
      userGesture: true,
    });
    const response = JSON.stringify({ type: 'evalResp', id, result: Boolean(result.value) });
    // Asking for a world that is there already gives that one.
    const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', {
      frameId: targetId,
      worldName: PROMPT_WORLD,
    });
    await session.send('Runtime.evaluate', {
      expression: `window.autoconsentReceiveMessage(${response})`,
      contextId,
      silent: true,
    });
  } catch {
    // The document that asked is gone, and its question with it.
  }
}
