import { rm } from 'node:fs/promises';
import type { BrowserEndCause } from '@webhood/contract';
import type { Protocol } from 'devtools-protocol';
import {
  type AttachedTarget,
  type BrowserContext,
  type TargetKind,
  targetKind,
} from './browser-context.ts';
import type { ListenerSource } from './browser-network.ts';
import type { CdpSession } from './cdp-connection.ts';
import type { LaunchedBrowser } from './launch.ts';

/** Making or ending a context takes tens of milliseconds; a browser that needs longer is stuck. */
const CONTROL_TIMEOUT_MS = 3_000;
const DISPOSE_TIMEOUT_MS = 2_500;

/** What the folder of one scan's downloads begins with. */
export const SCAN_FOLDER = 'downloads-';

/** The window before the scan says what it wants to be seen in. */
const PAGE_SIZE = { width: 1_280, height: 800 };

const PAGE_TARGET_TYPES = new Set(['page', 'iframe', 'worker', 'service_worker', 'shared_worker']);

export interface ManagedBrowser {
  readonly launched: LaunchedBrowser;
  readonly served: number;
  /** Of `performance.now()`. */
  readonly startedAtMs: number;
  readonly isCondemned: boolean;
  /** Folders under the profile that belong to scans which have not ended. */
  readonly scanFolders: ReadonlySet<string>;
  /** Missing where the browser shares this machine's network. */
  readonly listeners: ListenerSource | undefined;
  openContext(proxyServer: string): Promise<BrowserContext>;
  /** No further context; killed when the last one is disposed of. */
  retire(cause: BrowserEndCause, reason: string): void;
  kill(): Promise<void>;
}

interface ContextEntry {
  mainTargetId: string | undefined;
  listeners: Set<(target: AttachedTarget) => void>;
  /** The page that every context begins with: attached, paused, and shown to nobody yet. */
  main: PromiseWithResolvers<AttachedTarget>;
  retiredListeners: Set<() => void>;
  lostListeners: Set<(reason: string) => void>;
}

export async function manageBrowser(
  launched: LaunchedBrowser,
  onRetired: (cause: BrowserEndCause, reason: string) => void,
): Promise<ManagedBrowser> {
  const entries = new Map<string, ContextEntry>();
  const root = launched.connection.root.within(CONTROL_TIMEOUT_MS);
  const scanFolders = new Set<string>();
  let served = 0;
  let condemned: string | undefined;

  const killWhenIdle = (): void => {
    if (condemned !== undefined && entries.size === 0) void launched.kill();
  };
  const retire = (cause: BrowserEndCause, reason: string): void => {
    if (condemned !== undefined) return;
    condemned = reason;
    onRetired(cause, reason);
    for (const { retiredListeners } of entries.values()) {
      for (const listener of retiredListeners) listener();
    }
    killWhenIdle();
  };
  launched.connection.onClose((reason) => {
    retire('crashed', reason);
    for (const { lostListeners } of entries.values()) {
      for (const listener of lostListeners) listener(reason);
    }
  });

  root.on('Target.attachedToTarget', ({ sessionId, targetInfo, waitingForDebugger }) => {
    const session = launched.connection.session(sessionId);
    const entry = entries.get(targetInfo.browserContextId ?? '');
    // A page that is not paused is one that was there before, or a second session of our own. The
    // full browser also announces parts of its own window, which are no evidence.
    const isOfPage = PAGE_TARGET_TYPES.has(targetInfo.type);
    if (entry && waitingForDebugger && isOfPage) announce(entry, session, targetInfo);
    else if (waitingForDebugger) session.post('Runtime.runIfWaitingForDebugger');
  });
  await root.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
  });

  const openContext = async (proxyServer: string): Promise<BrowserContext> => {
    served += 1;
    // Several contexts are opened at once: by the time of the folder the count has moved on.
    const folder = `${SCAN_FOLDER}${served}`;
    scanFolders.add(folder);
    const { browserContextId: id } = await root.send('Target.createBrowserContext', {
      proxyServer,
      proxyBypassList: '<-loopback>',
    });
    const entry: ContextEntry = {
      mainTargetId: undefined,
      listeners: new Set(),
      main: Promise.withResolvers(),
      lostListeners: new Set(),
      retiredListeners: new Set(),
    };
    entries.set(id, entry);
    const [{ sessionId }, downloadDir] = await Promise.all([
      root.send('Target.attachToBrowserTarget'),
      launched.makeFolder(folder),
      // Its renderer starts now, so that a context made ahead of its scan has one ready.
      root.send('Target.createTarget', { url: 'about:blank', browserContextId: id, ...PAGE_SIZE }),
    ]);
    const control = launched.connection.session(sessionId).within(CONTROL_TIMEOUT_MS);

    const dispose = async (): Promise<void> => {
      if (!entries.has(id)) return;
      try {
        await root
          .within(DISPOSE_TIMEOUT_MS)
          .send('Target.disposeBrowserContext', { browserContextId: id });
        root.post('Target.detachFromTarget', { sessionId });
      } catch (error) {
        retire('stuck', `a context could not be ended: ${String(error)}`);
      }
      entries.delete(id);
      await rm(downloadDir, { recursive: true, force: true }).finally(() =>
        scanFolders.delete(folder),
      );
      killWhenIdle();
    };

    return {
      id,
      product: launched.product,
      userAgent: launched.userAgent,
      control,
      downloadDir,
      get isUsable() {
        return condemned === undefined && entries.has(id);
      },
      onRetired: (listener) => entry.retiredListeners.add(listener),
      async openPage() {
        const main = await entry.main.promise;
        for (const listener of entry.listeners) listener(main);
        return main;
      },
      onTarget: (listener) => entry.listeners.add(listener),
      adopt: (childId, target) => announce(entry, launched.connection.session(childId), target),
      onLost: (listener) => entry.lostListeners.add(listener),
      condemn: retire,
      dispose,
    };
  };

  return {
    launched,
    startedAtMs: performance.now(),
    listeners: launched.namespace,
    scanFolders,
    get served() {
      return served;
    },
    get isCondemned() {
      return condemned !== undefined;
    },
    openContext,
    retire,
    kill: () => launched.kill(),
  };
}

function announce(
  entry: ContextEntry,
  session: CdpSession,
  info: Pick<Protocol.Target.TargetInfo, 'targetId' | 'type' | 'url'>,
): AttachedTarget {
  const isMain = info.type === 'page' && entry.mainTargetId === undefined;
  if (isMain) entry.mainTargetId = info.targetId;
  const kind: TargetKind = targetKind(info.type, isMain);
  const target: AttachedTarget = {
    session,
    targetId: info.targetId,
    kind,
    url: info.url,
    isMain,
  };
  if (isMain) entry.main.resolve(target);
  else for (const listener of entry.listeners) listener(target);
  return target;
}
