import type { BrowserNetworkMode, BrowserNetworkState } from './browser-network.ts';
import { BrowserStartError } from './launch.ts';
import { type NetworkNamespace, openNamespace } from './network-namespace.ts';
import type { SupervisorLog } from './supervisor-log.ts';

export interface NamespaceMaker {
  /** @throws BrowserStartError where a namespace is demanded and cannot be had. */
  make(): Promise<NetworkNamespace | undefined>;
  state(): BrowserNetworkState | undefined;
}

/** Finds out once what the kernel permits, and says so. */
export function createNamespaceMaker(deps: {
  mode: BrowserNetworkMode;
  log: SupervisorLog;
}): NamespaceMaker {
  let state: BrowserNetworkState | undefined;
  const settle = (found: BrowserNetworkState): void => {
    if (state) return;
    state = found;
    if (found.kind === 'namespace') deps.log.info({ network: 'namespace' }, 'browser.network');
    else {
      const isChosen = deps.mode === 'shared';
      deps.log[isChosen ? 'info' : 'warn'](
        { network: 'shared', reason: found.reason },
        'browser.network',
      );
    }
  };
  return {
    async make() {
      if (deps.mode === 'shared') settle({ kind: 'shared', reason: 'SCANNER_BROWSER_NETWORK' });
      if (state?.kind === 'shared') return undefined;
      const opened = await openNamespace();
      if (opened.kind === 'opened') {
        settle({ kind: 'namespace' });
        return opened.namespace;
      }
      // Once it has worked, a failure is trouble and no reason to protect less.
      if (deps.mode === 'namespace' || state) {
        throw new BrowserStartError(`the browser has no network of its own: ${opened.reason}`);
      }
      settle({ kind: 'shared', reason: opened.reason });
      return undefined;
    },
    state: () => state,
  };
}
