import type { ConsoleMessage } from '@webhood/contract';
import type { Protocol } from 'devtools-protocol';
import type { CdpSession } from '../browser/cdp-connection.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { cut, type Recorder } from './recorder.ts';

/** Messages between two endings of the scripts: those on their way are not answered one by one. */
const ENDINGS_APART = 1_000;

/** What pages wrote to the console, their uncaught errors, and what the browser said about them. */
export function createConsoleRecorder(deps: {
  elapsedMs: () => number;
  /** Listen in a way that pages cannot notice, which hears less. */
  isStealthy: boolean;
  /** Written by a script of ours, which is no evidence. */
  isOwn: (text: string) => boolean;
  /** The console is no longer listened to; others may want to use what it used. */
  onFlood: (session: CdpSession) => void;
  /**
   * Nothing but the end of its scripts stops the page from writing: Chromium does not heed that
   * nobody listens before the script that writes has come to its end.
   */
  onEndless: () => void;
}): Recorder<ConsoleMessage[]> & {
  readonly isFlooded: boolean;
  /** So much that the page's scripts were ended. */
  readonly isEndless: boolean;
} {
  const messages: ConsoleMessage[] = [];
  let seen = 0;
  let seenLength = 0;
  let endlessAt: number | undefined;

  const add = (level: string, text: string, url: string | undefined, line: number | undefined) => {
    if (deps.isOwn(text)) return;
    seen += 1;
    seenLength += text.length;
    if (messages.length >= CAPTURE_LIMITS.consoleMessages) return;
    messages.push({
      level,
      text: cut(text, CAPTURE_LIMITS.consoleTextLength),
      ...(url ? { url: cut(url, CAPTURE_LIMITS.urlLength) } : {}),
      ...(line !== undefined ? { line: Math.trunc(line) } : {}),
      atMs: deps.elapsedMs(),
    });
  };

  const endIfEndless = (): void => {
    const { consoleEndless, consoleEndlessLength } = CAPTURE_LIMITS;
    const isTooMuch = seen >= consoleEndless || seenLength >= consoleEndlessLength;
    if (!isTooMuch || (endlessAt !== undefined && seen < endlessAt + ENDINGS_APART)) return;
    endlessAt = seen;
    deps.onEndless();
  };

  return {
    get isFlooded() {
      return seen >= CAPTURE_LIMITS.consoleFlood;
    },
    get isEndless() {
      return endlessAt !== undefined;
    },
    attach({ session }) {
      let isStopped = false;
      const stopAtFlood = (): void => {
        endIfEndless();
        if (isStopped || seen < CAPTURE_LIMITS.consoleFlood) return;
        // Once: asked again for each message on its way, the browser would drown in that.
        isStopped = true;
        // The browser would otherwise spend its time on telling us.
        session.post('Runtime.disable');
        session.post('Console.disable');
        session.post('Log.disable');
        deps.onFlood(session);
      };
      session.on('Runtime.consoleAPICalled', ({ type, args, stackTrace }) => {
        const frame = stackTrace?.callFrames[0];
        add(type, args.map(describe).join(' '), frame?.url, frame?.lineNumber);
        seenLength += sizeOf(args);
        stopAtFlood();
      });
      session.on('Runtime.exceptionThrown', ({ exceptionDetails: details }) => {
        const text = details.exception?.description ?? details.text;
        add('exception', text, details.url, details.lineNumber);
        stopAtFlood();
      });
      session.on('Log.entryAdded', ({ entry }) => {
        add(entry.level, entry.text, entry.url, entry.lineNumber);
        stopAtFlood();
      });
      session.on('Console.messageAdded', ({ message }) => {
        if (!deps.isStealthy || message.source !== 'console-api') return;
        add(message.level, message.text, message.url, message.line);
        stopAtFlood();
      });
      // `Runtime` looks into every logged object, which its getters notice; `Console` hands over
      // the text that the engine makes in any case.
      session.post(deps.isStealthy ? 'Console.enable' : 'Runtime.enable');
      session.post('Log.enable');
    },
    collect() {
      const dropped = seen - messages.length;
      const ended = endlessAt === undefined ? '' : ' Its scripts were ended, since it went on.';
      const detail = `The page wrote more console messages than are kept.${ended}`;
      return {
        evidence: messages,
        missing: dropped > 0 ? [{ code: 'truncated', what: 'console', detail, dropped }] : [],
      };
    },
  };
}

/** Of what came over the pipe, in characters. */
function sizeOf(args: readonly Protocol.Runtime.RemoteObject[]): number {
  return args.reduce((total, { value, description }) => {
    return total + (typeof value === 'string' ? value.length : (description?.length ?? 0));
  }, 0);
}

function describe(value: Protocol.Runtime.RemoteObject): string {
  if (value.type === 'string') return cut(String(value.value), CAPTURE_LIMITS.consoleTextLength);
  if (value.unserializableValue !== undefined) return value.unserializableValue;
  if (value.description !== undefined) return value.description;
  return value.value === undefined ? value.type : String(value.value);
}
