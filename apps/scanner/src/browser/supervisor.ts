/**
 * Keeps one browser warm and hands out fresh contexts in it. A browser that crashed, hangs, or has
 * served enough is replaced; scans that still run in it are left to end within their deadlines.
 */
import { statSync } from 'node:fs';
import type { BrowserEndCause, ScannerPosture } from '@webhood/contract';
import { IMAGE_BUILT } from '../version.ts';
import type { BrowserContext } from './browser-context.ts';
import type {
  BrowserNetworkMode,
  BrowserNetworkState,
  ContextNetwork,
  OpenNetwork,
} from './browser-network.ts';
import { BrowserStartError, launchBrowser } from './launch.ts';
import { type ManagedBrowser, manageBrowser } from './managed-browser.ts';
import { createNamespaceMaker } from './namespace-maker.ts';
import { createPostureReader } from './posture.ts';
import { removeStaleProfiles } from './profile-folder.ts';
import { createRetirement, RETIREMENT_BOUNDS, type RetirementBounds } from './retirement.ts';
import type { SupervisorLog } from './supervisor-log.ts';

/** One retry with a new browser: the first may have died while nobody was looking. */
const OPEN_ATTEMPTS = 2;

export type { SupervisorLog } from './supervisor-log.ts';

export interface BrowserSupervisor {
  /** Starts the browser before anyone asks for a context. */
  warm(): Promise<{ product: string }>;
  /** Of the browser that was started last, such as `Chrome/150.0.1.2`; empty before the first. */
  product(): string;
  /** A context with the network that `openNetwork` makes for it, in the browser it is in. */
  openContext<N extends ContextNetwork>(openNetwork: OpenNetwork<N>): Promise<OpenedContext<N>>;
  /** What the browsers have; known once one has been started. */
  networkState(): BrowserNetworkState | undefined;
  /** How well the browsers that run now are held in. */
  posture(): ScannerPosture;
  close(): Promise<void>;
}

export interface BrowserMeter {
  started(): void;
  ended(cause: BrowserEndCause): void;
}

export interface OpenedContext<N> {
  context: BrowserContext;
  network: N;
}

export function createBrowserSupervisor(deps: {
  chromePath: string;
  /** `auto` if not given. */
  network?: BrowserNetworkMode | undefined;
  log: SupervisorLog;
  retirement?: Partial<RetirementBounds>;
  /** Hears of every start and end. */
  meter?: BrowserMeter;
}): BrowserSupervisor {
  const causeToRetire = createRetirement({ ...RETIREMENT_BOUNDS, ...deps.retirement });
  const alive = new Set<ManagedBrowser>();
  let current: Promise<ManagedBrowser> | undefined;
  let isClosed = false;
  const namespaces = createNamespaceMaker({ mode: deps.network ?? 'auto', log: deps.log });

  /** The program that each browser was started from: a new one in its place is taken up. */
  const startedFrom = new WeakMap<ManagedBrowser, number | undefined>();
  const causeOfUpdate = (browser: ManagedBrowser): BrowserEndCause | undefined => {
    const now = programVersion(deps.chromePath);
    // While it is away there is nothing to start in its place.
    return now === undefined || now === startedFrom.get(browser) ? undefined : 'updated';
  };
  let product = '';

  removeStaleProfiles();
  const start = async (): Promise<ManagedBrowser> => {
    const namespace = await namespaces.make();
    const program = programVersion(deps.chromePath);
    const launched = await launchBrowser({
      path: deps.chromePath,
      namespace,
      onListenerError: (error, event) =>
        deps.log.warn({ event, error: String(error) }, 'browser.event_failed'),
    });
    const browser = await manageBrowser(launched, (cause, reason) => {
      if (isClosed) return;
      deps.meter?.ended(cause);
      const stderr = launched.stderrTail().slice(-500);
      deps.log.warn({ pid: launched.pid, cause, reason, stderr }, 'browser.retired');
    });
    alive.add(browser);
    startedFrom.set(browser, program);
    product = launched.product;
    void launched.exited.then(async () => {
      alive.delete(browser);
      // The leader may have died alone: end its group and remove its profile.
      await browser.kill();
    });
    deps.meter?.started();
    deps.log.info({ pid: launched.pid, product: launched.product }, 'browser.started');
    return browser;
  };

  const usable = async (): Promise<ManagedBrowser> => {
    if (isClosed) throw new BrowserStartError('the browser is being closed');
    const seen = current;
    const known = await seen?.catch(() => undefined);
    const cause =
      known && !known.isCondemned ? (causeToRetire(known) ?? causeOfUpdate(known)) : undefined;
    if (cause !== undefined) known?.retire(cause, `it is to be replaced: ${cause}`);
    if (known && !known.isCondemned) return known;
    // Whoever asked meanwhile may have started the next one already: share it.
    if (current === seen || current === undefined) current = start();
    return await current;
  };

  const openContext = async <N extends ContextNetwork>(
    openNetwork: OpenNetwork<N>,
    attempt: number,
  ): Promise<OpenedContext<N>> => {
    const browser = await usable();
    let network: N | undefined;
    try {
      network = await openNetwork(browser.listeners);
      return { network, context: await browser.openContext(network.proxyServer) };
    } catch (error) {
      browser.retire('stuck', `no context could be opened: ${String(error)}`);
      await network?.stop();
      if (attempt < OPEN_ATTEMPTS) return openContext(openNetwork, attempt + 1);
      throw error;
    }
  };

  return {
    async warm() {
      const browser = await usable();
      return { product: browser.launched.product };
    },
    product: () => product,
    openContext: (openNetwork) => openContext(openNetwork, 1),
    networkState: namespaces.state,
    posture: createPostureReader({
      chromePath: deps.chromePath,
      imageBuilt: IMAGE_BUILT,
      browsers: () => alive,
      network: namespaces.state,
    }),
    async close() {
      isClosed = true;
      await current?.catch(() => undefined);
      await Promise.all([...alive].map((browser) => browser.kill()));
    },
  };
}

/** Tells one program in this place from the next; undefined while it is being replaced. */
function programVersion(path: string): number | undefined {
  try {
    const { mtimeMs, ino, size } = statSync(path);
    return mtimeMs + ino + size;
  } catch {
    // Taken away for a moment by whoever installs the next.
    return undefined;
  }
}
