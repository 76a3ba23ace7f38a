import type { ScanOptions } from '@webhood/contract';
import { CdpError, type CdpSession } from '../browser/cdp-connection.ts';
import { CAPTURE_LIMITS } from './limits.ts';
import type { PageLifecycle } from './page-lifecycle.ts';

export type Navigated =
  | { kind: 'committed' }
  | { kind: 'download' }
  | { kind: 'failed'; errorText: string }
  | { kind: 'timeout' }
  | { kind: 'crashed' }
  | { kind: 'stopped' };

/** The server answered with an error status and no content: that is the page. */
const EMPTY_ERROR_PAGE = 'net::ERR_HTTP_RESPONSE_CODE_FAILURE';

/** Something else than the server ended it: a crash, a download, an answer without content. */
const ABORTED = 'net::ERR_ABORTED';

/** Opens the URL and waits until its document is committed, fails, or the deadline comes. */
export async function navigate(deps: {
  session: CdpSession;
  url: string;
  options: ScanOptions;
  lifecycle: PageLifecycle;
  isStopped: () => boolean;
  /** By `performance.now()`. */
  deadlineMs: number;
}): Promise<Navigated> {
  const { session, url, options, lifecycle } = deps;
  let answer: Navigated | undefined;
  const remainingMs = Math.max(1, deps.deadlineMs - performance.now());
  void session
    .within(remainingMs)
    .send('Page.navigate', {
      url,
      ...(options.referer
        ? { referrer: options.referer, referrerPolicy: 'unsafeUrl' as const }
        : {}),
    })
    .then(({ errorText, isDownload }): Navigated => {
      if (isDownload) return { kind: 'download' };
      if (!errorText || errorText === EMPTY_ERROR_PAGE) return { kind: 'committed' };
      return { kind: 'failed', errorText };
    })
    .catch((error: unknown): Navigated => {
      if (error instanceof CdpError && error.code === 'timeout') return { kind: 'timeout' };
      return { kind: 'failed', errorText: error instanceof Error ? error.message : String(error) };
    })
    .then((result) => {
      answer = result;
      lifecycle.wake();
    });

  while (answer === undefined) {
    if (lifecycle.state.hasCrashed) return { kind: 'crashed' };
    if (deps.isStopped()) return { kind: 'stopped' };
    const waitMs = deps.deadlineMs - performance.now();
    if (waitMs <= 0) return { kind: 'timeout' };
    await lifecycle.next(waitMs);
  }
  return answer.kind === 'failed' && answer.errorText === ABORTED
    ? ((await crashBehind(lifecycle)) ?? answer)
    : answer;
}

/** A renderer that dies takes its navigation along, and is told of after that. */
async function crashBehind(lifecycle: PageLifecycle): Promise<Navigated | undefined> {
  const endMs = performance.now() + CAPTURE_LIMITS.crashToldMs;
  while (!lifecycle.state.hasCrashed) {
    const waitMs = endMs - performance.now();
    if (waitMs <= 0) return undefined;
    await lifecycle.next(waitMs);
  }
  return { kind: 'crashed' };
}
