/** What the scan ended as, and what its evidence lacks, in the contract's closed sets. */
import type { CaptureOutcome, GuardConnection, Missing, Report } from '@webhood/contract';
import { guardAnswer } from '../recorders/network-evidence.ts';
import { CAPTURE_LIMITS } from './limits.ts';
import { type Failure, failureOf } from './outcome.ts';
import type { PageRun } from './page-run.ts';

/** Why there is no document to read, or undefined where there is one or none was meant to be. */
export function failureOfRun(
  run: PageRun,
  connections: readonly GuardConnection[],
): Failure | undefined {
  const { navigated, recording } = run;
  const main = recording.network.mainDocument();
  if (navigated.kind === 'timeout') {
    return { code: 'timeout', message: 'The server did not answer within the scan’s time.' };
  }
  if (navigated.kind === 'crashed') {
    return { code: 'page_crashed', message: 'The page crashed before it showed anything.' };
  }
  if (navigated.kind === 'failed' && !isWithoutContent(run)) {
    return failureOf(navigated.errorText, main, connections);
  }
  const isFirst = run.state.navigations <= 1;
  return isFirst && main && guardAnswer(main) ? failureOf('', main, connections) : undefined;
}

/** Chromium calls a navigation aborted that ends in a download or in "204 No Content". */
function isWithoutContent({ navigated, recording }: PageRun): boolean {
  if (navigated.kind !== 'failed' || navigated.errorText !== 'net::ERR_ABORTED') return false;
  const main = recording.network.mainDocument();
  const status = main?.response?.status;
  return recording.downloads.hasAny || status === 204 || status === 205;
}

export function missingOfRun(run: PageRun, connections: readonly GuardConnection[]): Missing[] {
  const missing: Missing[] = [];
  const add = (code: Missing['code'], what: string, detail: string, dropped?: number): void => {
    missing.push({ code, what, detail, ...(dropped === undefined ? {} : { dropped }) });
  };
  const { recording, settleEnd } = run;
  const { loadedAtMs, stoppedAtMs } = run.state;
  const hasLoaded =
    loadedAtMs !== undefined || (stoppedAtMs !== undefined && recording.downloads.hasAny);
  const neverLoaded = !hasLoaded && ['quiet', 'ceiling', 'timeout'].includes(settleEnd ?? '');
  if (neverLoaded) add('load_timeout', 'page', 'The page never finished loading.');
  if (settleEnd === 'unresponsive') {
    add('page_unresponsive', 'page', 'The page’s scripts never came to rest and were ended.');
  }
  if (settleEnd === 'crashed') add('page_crashed', 'page', 'The page’s process died.');
  if (settleEnd === 'too_large') {
    add('too_large', 'page', `The page took more than ${CAPTURE_LIMITS.receivedBytes} bytes.`);
  }
  if (settleEnd === 'too_many_navigations') {
    add('truncated', 'navigations', 'The page kept moving on and was stopped.');
  }
  const refused = connections.filter(({ verdict }) => verdict === 'refused').length;
  if (refused > 0) {
    add('blocked_requests', 'requests', 'The guard refused connections of the page.', refused);
  }
  if (recording.network.dropped > 0) {
    add('truncated', 'requests', 'More requests than are kept.', recording.network.dropped);
  }
  if (recording.refusedTargets > 0) {
    const detail = 'More frames, workers and windows than are watched; the rest was closed.';
    add('truncated', 'targets', detail, recording.refusedTargets);
  }
  return missing;
}

export function outcomeOf(failure: Failure | undefined, missing: Missing[]): CaptureOutcome {
  if (failure) return { status: 'error', code: failure.code, message: failure.message };
  return { status: 'done', completeness: missing.length === 0 ? 'complete' : 'partial' };
}

export function settledBy(run: PageRun): Report['timings']['settledBy'] {
  const { settleEnd, navigated } = run;
  if (settleEnd === undefined) {
    if (navigated.kind === 'timeout') return 'timeout';
    return run.recording.downloads.hasAny ? 'download' : 'failed';
  }
  if (settleEnd === 'crashed' || settleEnd === 'stopped') return 'failed';
  if (settleEnd === 'too_large' || settleEnd === 'too_many_navigations') return 'ceiling';
  return settleEnd;
}
