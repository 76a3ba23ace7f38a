/**
 * When a page counts as loaded. It has fired its load event, no request that matters is in flight,
 * and its main thread has come to rest; or a ceiling is reached. What is open by design (streams,
 * long polls, beacons, media) and what never rests (tickers, pollers) stops holding it after a
 * bounded time. The page is judged from outside and never waited on.
 */
import type { CdpSession } from '../browser/cdp-connection.ts';
import type { NetworkLog } from '../recorders/network-log.ts';
import { CAPTURE_LIMITS, type SettleBudget } from './limits.ts';
import { type MainThreadReading, readMainThread } from './main-thread.ts';
import type { PageLifecycle } from './page-lifecycle.ts';

export type SettleEnd =
  | 'quiet'
  | 'ceiling'
  | 'timeout'
  | 'unresponsive'
  | 'crashed'
  | 'too_large'
  | 'too_many_navigations'
  | 'stopped';

export interface SettleDeps {
  session: CdpSession;
  budget: SettleBudget;
  network: NetworkLog;
  lifecycle: PageLifecycle;
  /** Whether the page has frames of other processes, workers or windows. */
  hasCompanions: () => boolean;
  pendingRefreshAtMs: () => number | undefined;
  /** True once the capture is cancelled, the browser is lost, or dialogs never end. */
  stopReason: () => 'stopped' | 'unresponsive' | undefined;
  /** Nothing but the page's rest is waited for, and this is how it is now. */
  onlyRestIsLeft: (reading: MainThreadReading) => void;
  /** By `performance.now()`. */
  deadlineMs: number;
}

/** A main thread busier than this between two looks is still working on the page. */
const BUSY_SHARE = 0.5;

export async function settle(deps: SettleDeps): Promise<SettleEnd> {
  const rest = createRestWatch(deps);
  for (;;) {
    const end = endFromOutside(deps);
    if (end) return end;
    const remainingMs = Math.max(1, deps.deadlineMs - performance.now());
    const reading = await readMainThread(
      deps.session,
      Math.min(deps.budget.unresponsiveMs, remainingMs),
    );
    if (!reading) return endFromOutside(deps) ?? 'unresponsive';
    rest.look(reading);
    const hold = heldBy(deps, rest);
    if (hold === 'nothing') return 'quiet';
    if (hold === 'rest') deps.onlyRestIsLeft(reading);
    await deps.lifecycle.next(untilNextLook(deps, rest));
  }
}

/** As late as a look can still change anything, and no later. */
function untilNextLook({ network, lifecycle }: SettleDeps, rest: RestWatch): number {
  const { loadedAtMs } = lifecycle.state;
  if (loadedAtMs === undefined) return CAPTURE_LIMITS.slowProbeMs;
  const quietSinceMs = Math.max(rest.unchangedSinceMs, network.lastActivityMs, loadedAtMs);
  const quietInMs = quietSinceMs + rest.quietMs - performance.now();
  return quietInMs > 0 ? Math.min(quietInMs, CAPTURE_LIMITS.probeMs) : CAPTURE_LIMITS.probeMs;
}

function endFromOutside(deps: SettleDeps): SettleEnd | undefined {
  const { lifecycle, network, budget } = deps;
  const { hasCrashed, navigations, committedAtMs } = lifecycle.state;
  const nowMs = performance.now();
  if (hasCrashed) return 'crashed';
  const stopped = deps.stopReason();
  if (stopped) return stopped;
  if (network.receivedBytes > CAPTURE_LIMITS.receivedBytes) return 'too_large';
  if (navigations > CAPTURE_LIMITS.navigations) return 'too_many_navigations';
  if (nowMs >= deps.deadlineMs) return 'timeout';
  if (committedAtMs !== undefined && nowMs - committedAtMs >= budget.ceilingMs) return 'ceiling';
  return undefined;
}

/** What the page is not settled for: work that goes on, or rest that has not lasted long enough. */
function heldBy(deps: SettleDeps, rest: RestWatch): 'nothing' | 'rest' | 'work' {
  const { budget, network, lifecycle } = deps;
  const nowMs = performance.now();
  const inFlight = network.inFlight(budget.requestHoldMs);
  const { loadedAtMs, contentAtMs, stoppedAtMs } = lifecycle.state;
  // A resource that never arrives keeps the load event away for ever.
  const readyAtMs = loadedAtMs ?? stoppedAtMs ?? (inFlight === 0 ? contentAtMs : undefined);
  if (readyAtMs === undefined || nowMs - readyAtMs < budget.floorMs) return 'work';

  const refreshAtMs = deps.pendingRefreshAtMs();
  const isAwaited = refreshAtMs !== undefined && nowMs < refreshAtMs + CAPTURE_LIMITS.refreshLateMs;
  if (isAwaited && refreshAtMs - readyAtMs <= budget.refreshHoldMs) return 'work';

  const isChatter = nowMs - readyAtMs >= budget.chatterHoldMs;
  const quietForMs = nowMs - Math.max(network.lastActivityMs, readyAtMs);
  if (!isChatter && inFlight > 0) return 'work';
  if (!isChatter && quietForMs < rest.quietMs) return 'rest';
  const sinceMs = Math.max(readyAtMs, isChatter ? 0 : network.lastActivityMs);
  return rest.isAtRest(nowMs, sinceMs) ? 'nothing' : 'rest';
}

interface RestWatch {
  /** How long network and main thread must have been quiet, by what the page is seen to be. */
  readonly quietMs: number;
  /** By `performance.now()`. */
  readonly unchangedSinceMs: number;
  look(reading: MainThreadReading): void;
  /** `sinceMs`: when the network and the load event were done. */
  isAtRest(nowMs: number, sinceMs: number): boolean;
}

function createRestWatch({ budget, hasCompanions }: SettleDeps): RestWatch {
  let last: MainThreadReading | undefined;
  let unchangedSinceMs = performance.now();
  const quietMs = (): number =>
    last?.scriptSeconds === 0 && !hasCompanions() ? budget.inertQuietMs : budget.quietMs;
  return {
    get quietMs() {
      return quietMs();
    },
    get unchangedSinceMs() {
      return unchangedSinceMs;
    },
    look(reading) {
      if (last) {
        const spanMs = Math.max(1, reading.atMs - last.atMs);
        const busyMs = (reading.busySeconds - last.busySeconds) * 1_000;
        const isBusy = busyMs / spanMs > BUSY_SHARE;
        if (isBusy || reading.layoutMark !== last.layoutMark) unchangedSinceMs = reading.atMs;
      }
      last = reading;
    },
    isAtRest(nowMs, sinceMs) {
      if (nowMs - unchangedSinceMs >= quietMs()) return true;
      return nowMs - sinceMs >= budget.layoutHoldMs;
    },
  };
}
