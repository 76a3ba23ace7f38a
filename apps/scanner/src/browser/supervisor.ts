/**
 * Keeps one browser warm and hands out fresh contexts in it. A browser that crashed, hangs, or has
 * served enough is replaced; scans that still run in it are left to end within their deadlines.
 */
import type { ScannerPosture } from '@webhood/contract';
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
  /** A context with the network that `openNetwork` makes for it, in the browser it is in. */
  openContext<N extends ContextNetwork>(openNetwork: OpenNetwork<N>): Promise<OpenedContext<N>>;
  /** What the browsers have; known once one has been started. */
  networkState(): BrowserNetworkState | undefined;
  /** How well the browsers that run now are held in. */
  posture(): ScannerPosture;
  close(): Promise<void>;
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
}): BrowserSupervisor {
  const reasonToRetire = createRetirement({ ...RETIREMENT_BOUNDS, ...deps.retirement });
  const alive = new Set<ManagedBrowser>();
  let current: Promise<ManagedBrowser> | undefined;
  let isClosed = false;
  const namespaces = createNamespaceMaker({ mode: deps.network ?? 'auto', log: deps.log });

  removeStaleProfiles();
  const start = async (): Promise<ManagedBrowser> => {
    const namespace = await namespaces.make();
    const launched = await launchBrowser({
      path: deps.chromePath,
      namespace,
      onListenerError: (error, event) =>
        deps.log.warn({ event, error: String(error) }, 'browser.event_failed'),
    });
    const browser = await manageBrowser(launched, (reason) => {
      if (!isClosed) {
        const stderr = launched.stderrTail().slice(-500);
        deps.log.warn({ pid: launched.pid, reason, stderr }, 'browser.retired');
      }
    });
    alive.add(browser);
    void launched.exited.then(async () => {
      alive.delete(browser);
      // The leader may have died alone: end its group and remove its profile.
      await browser.kill();
    });
    deps.log.info({ pid: launched.pid, product: launched.product }, 'browser.started');
    return browser;
  };

  const usable = async (): Promise<ManagedBrowser> => {
    if (isClosed) throw new BrowserStartError('the browser is being closed');
    const seen = current;
    const known = await seen?.catch(() => undefined);
    const reason = known && !known.isCondemned ? reasonToRetire(known) : undefined;
    if (reason !== undefined) known?.retire(reason);
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
      browser.retire(`no context could be opened: ${String(error)}`);
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
    openContext: (openNetwork) => openContext(openNetwork, 1),
    networkState: namespaces.state,
    posture: createPostureReader({
      chromePath: deps.chromePath,
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
