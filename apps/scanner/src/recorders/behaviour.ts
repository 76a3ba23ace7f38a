/**
 * What the page did to the browser's owner: wrote to the clipboard, asked for permissions, showed
 * notifications, wanted to print. Told by a script in the page's own world, which a page could
 * forge or break: what arrives is bounded text and nothing else.
 */
import { randomBytes } from 'node:crypto';
import type {
  ClipboardWrite,
  Dialog,
  Missing,
  PageNotification,
  PermissionRequest,
} from '@webhood/contract';
import { z } from 'zod';
import type { AttachedTarget } from '../browser/browser-context.ts';
import type { CdpSession } from '../browser/cdp-connection.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { behaviourScript } from './behaviour-script.ts';
import { looksLikeCommand } from './command-text.ts';
import { callInWorld, openIsolatedWorld } from './isolated-world.ts';
import { cut, type Recorder } from './recorder.ts';

export interface Behaviour {
  clipboard: ClipboardWrite[];
  permissions: PermissionRequest[];
  notifications: PageNotification[];
  prints: Dialog[];
}

export interface BehaviourRecorder extends Recorder<Behaviour> {
  /** Whether a console message is the script's, not the page's. */
  isOwn(text: string): boolean;
  /** Goes on hearing of documents that are there, after `Runtime` was switched off. */
  outlast(session: CdpSession): void;
  /**
   * Lets the page believe that its text is copied, and records what it puts there instead. The
   * browser's clipboard is not touched. Page code runs: only once everything else is read.
   */
  tryCopy(session: CdpSession, frameId: string): Promise<void>;
}

const Via = z.enum(['async_api', 'copy_command', 'copy_event']);
const Copied = z.object({ text: z.string(), url: z.string() });
const PARTS = 5;
const DOCUMENT_KINDS = new Set(['page', 'popup', 'iframe']);
const MOST: Record<keyof Behaviour, number> = {
  clipboard: CAPTURE_LIMITS.clipboardWrites,
  permissions: CAPTURE_LIMITS.permissionRequests,
  notifications: CAPTURE_LIMITS.notifications,
  prints: CAPTURE_LIMITS.dialogs,
};

/** Arguments: bounds of text and URL. */
const TRY_COPY = `function (maxText, maxUrl) {
  const data = new DataTransfer();
  const event = new ClipboardEvent('copy', {
    clipboardData: data, bubbles: true, cancelable: true, composed: true,
  });
  (document.activeElement ?? document.documentElement).dispatchEvent(event);
  return {
    text: data.getData('text/plain').slice(0, maxText),
    url: String(location.href).slice(0, maxUrl),
  };
}`;

export function createBehaviourRecorder(deps: {
  elapsedMs: () => number;
  /** Bindings need the `Runtime` domain, which pages can notice; then the console is used. */
  isStealthy: boolean;
}): BehaviourRecorder {
  const limits = CAPTURE_LIMITS;
  const mark = `_${randomBytes(16).toString('hex')}`;
  const via = deps.isStealthy ? 'console' : 'binding';
  const source = behaviourScript(
    { via, mark },
    {
      reports: limits.behaviourReports,
      url: limits.urlLength,
      title: limits.linkTextLength,
      text: limits.clipboardLength,
    },
  );
  const found: Behaviour = { clipboard: [], permissions: [], notifications: [], prints: [] };
  const dropped = new Map<keyof Behaviour, number>();
  const writes = new Set<string>();

  const keep = <K extends keyof Behaviour>(kind: K, item: Behaviour[K][number]): void => {
    const list: Behaviour[K][number][] = found[kind];
    if (list.length < MOST[kind]) list.push(item);
    else dropped.set(kind, (dropped.get(kind) ?? 0) + 1);
  };
  const addWrite = (via: ClipboardWrite['via'], written: string, url: string): void => {
    const text = cut(written, limits.clipboardLength);
    // A page that repeats itself, or that was both told and tried, has written one text.
    const key = `${via}\0${url}\0${text}`;
    if (text === '' || writes.has(key)) return;
    if (writes.size < limits.clipboardWrites) writes.add(key);
    const atMs = deps.elapsedMs();
    keep('clipboard', { text, via, url, atMs, looksLikeCommand: looksLikeCommand(text) });
  };

  const take = (payload: string): void => {
    const [kind = '', detail = '', place = '', name = '', ...rest] = payload.split('\0');
    if (rest.length === 0) return;
    const url = cut(place, limits.urlLength);
    const body = cut(rest.join('\0'), limits.clipboardLength);
    const atMs = deps.elapsedMs();
    const via = Via.safeParse(detail);
    if (kind === 'clipboard' && via.success) addWrite(via.data, body, url);
    if (kind === 'permission') keep('permissions', { name: cut(detail, 100), url, atMs });
    if (kind === 'print') keep('prints', { kind: 'print', text: '', url, atMs });
    if (kind !== 'notification') return;
    const title = cut(name, limits.linkTextLength);
    keep('notifications', { title, body: cut(body, limits.consoleTextLength), url, atMs });
  };

  const isOwn = (text: string): boolean => text.startsWith(mark);
  const longest = limits.clipboardLength * PARTS;

  return {
    isOwn,
    attach({ session, kind }: AttachedTarget) {
      if (!DOCUMENT_KINDS.has(kind)) return;
      session.on('Runtime.bindingCalled', ({ name, payload }) => {
        if (name === mark) take(payload.slice(0, longest));
      });
      session.on('Console.messageAdded', ({ message: { text } }) => {
        if (deps.isStealthy && isOwn(text)) take(text.slice(mark.length, longest));
      });
      if (deps.isStealthy) session.post('Console.enable');
      else session.post('Runtime.addBinding', { name: mark });
      session.post('Page.addScriptToEvaluateOnNewDocument', { source, runImmediately: true });
    },
    outlast(session) {
      // The name of no context: those that have the function keep it, and none shows it again.
      session.post('Runtime.addBinding', { name: mark, executionContextName: mark });
    },
    async tryCopy(session, frameId) {
      const world = await openIsolatedWorld(session, frameId);
      const answer = await callInWorld(session, world, TRY_COPY, [
        { value: limits.clipboardLength },
        { value: limits.urlLength },
      ]);
      const { text, url } = Copied.parse(answer);
      addWrite('copy_event', text, url);
    },
    collect() {
      const missing: Missing[] = [...dropped].map(([what, count]) => {
        const detail = 'The page asked the browser more often than is kept.';
        return { code: 'truncated', what, detail, dropped: count };
      });
      return { evidence: found, missing };
    },
  };
}
