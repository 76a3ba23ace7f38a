/** Opens the page, lets it load and settle, and frees it if it is stuck. Nothing is read here. */
import type { ScanFailureCode, ScanOptions } from '@webhood/contract';
import type { AttachedTarget, BrowserContext } from '../browser/browser-context.ts';
import { guardAnswer } from '../recorders/network-evidence.ts';
import type { CaptureControls } from './capture-result.ts';
import { endScripts } from './end-scripts.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { freePage } from './free-page.ts';
import { CAPTURE_LIMITS, SETTLE_BUDGETS } from './limits.ts';
import { type Navigated, navigate } from './navigate.ts';
import type { PageState } from './page-lifecycle.ts';
import { createReadyPicture, type ReadyPicture } from './ready-picture.ts';
import { type Recording, startRecording } from './recording.ts';
import type { CaptureRequest } from './report.ts';
import { type SettleEnd, settle } from './settle.ts';
import { refusePermissions } from './site-permissions.ts';

export interface PageRun {
  kind: 'ran';
  page: AttachedTarget;
  recording: Recording;
  readyPicture: ReadyPicture;
  /** As it was before anything was read: reading may itself change the page. */
  state: PageState;
  navigated: Navigated;
  /** Undefined where there was no document that could settle. */
  settleEnd: SettleEnd | undefined;
  /** The page had to be freed from its own scripts before it could be read. */
  wasStuck: boolean;
  startedAt: Date;
  settledMs: number;
}

export type PageRunResult =
  | PageRun
  | { kind: 'failed'; code: ScanFailureCode; message: string; retryable: boolean };

interface PageRunDeps {
  request: CaptureRequest;
  controls: CaptureControls;
  context: BrowserContext;
  folder: EvidenceFolder;
  /** By `performance.now()`. */
  startedAtMs: number;
  /** Ends every connection of this scan, and lets it make no other. */
  cutNetwork: () => void;
}

const STUCK_ENDS = new Set<SettleEnd | undefined>([
  'unresponsive',
  'too_many_navigations',
  'too_large',
]);

export async function runPage(deps: PageRunDeps): Promise<PageRunResult> {
  const { request, controls, context } = deps;
  const { options, url } = request;
  const startedAt = new Date();
  const deadlineMs = deps.startedAtMs + options.timeoutMs - CAPTURE_LIMITS.evidenceReserveMs;
  const recording = startRecording({ ...deps, url, options });
  const { lifecycle } = recording;
  const stop = watchForStop(deps, lifecycle.wake);
  const isStopped = (): boolean => stop.reason() !== undefined;

  const page = await openPage(context, recording, request);
  controls.onPhase?.('loading');
  const { session } = page;
  const navigated = await navigate({ session, url, options, lifecycle, isStopped, deadlineMs });

  const readyPicture = createReadyPicture({
    ...recording,
    isWanted: !options.fullPage && !options.skipCookiePrompts,
  });
  let settleEnd: SettleEnd | undefined;
  if (navigated.kind === 'committed' && !isGuardPage(recording)) {
    controls.onPhase?.('settling');
    const settling = { page, recording, readyPicture, options, isStopped, deadlineMs };
    settleEnd = await settlePage(settling);
    // An answer may load what the prompt held back.
    if (settleEnd === 'quiet' && (await recording.cookiePrompts.settled(settling))) {
      settleEnd = await settlePage(settling);
    }
  }
  const wasStuck = STUCK_ENDS.has(settleEnd);
  if (wasStuck) {
    const { cutNetwork } = deps;
    const isFree = await freePage({ page, recording, cutNetwork, deadlineMs });
    // What holds it may go on eating the machine until its browser is gone.
    if (!isFree) context.condemn('stuck', 'a page could not be freed');
  } else {
    endFloods(page, recording);
  }
  // A document that still arrives would keep the page too busy to be read.
  if (settleEnd === 'timeout' || settleEnd === 'ceiling') session.post('Page.stopLoading');
  await waitForDownloads({ navigated, recording, isStopped, deadlineMs });
  await waitForLastAnswer({ navigated, recording, isStopped, deadlineMs });
  const failed = stop.reason();
  if (failed) return failed;
  const settledMs = Math.round(performance.now() - deps.startedAtMs);
  const state = { ...lifecycle.state };
  return {
    kind: 'ran',
    page,
    recording,
    readyPicture,
    state,
    navigated,
    settleEnd,
    wasStuck: wasStuck || recording.console.isEndless,
    startedAt,
    settledMs,
  };
}

interface RunState {
  recording: Recording;
  isStopped: () => boolean;
  /** By `performance.now()`. */
  deadlineMs: number;
}

function settlePage(
  state: RunState & { page: AttachedTarget; readyPicture: ReadyPicture; options: ScanOptions },
): Promise<SettleEnd> {
  const { recording, deadlineMs } = state;
  const { session } = state.page;
  return settle({
    session,
    budget: SETTLE_BUDGETS[state.options.rate],
    network: recording.network,
    lifecycle: recording.lifecycle,
    hasCompanions: () => recording.companions.size > 0,
    pendingRefreshAtMs: recording.redirects.pendingUntilMs,
    stopReason: () => {
      if (state.isStopped()) return 'stopped';
      return recording.dialogs.isFlooded ? 'unresponsive' : undefined;
    },
    onlyRestIsLeft: (reading) => state.readyPicture.begin(session, reading),
    deadlineMs,
  });
}

async function waitForDownloads(state: RunState & { navigated: Navigated }): Promise<void> {
  const { downloads, lifecycle } = state.recording;
  const waitWhile = async (condition: () => boolean, untilMs: number): Promise<void> => {
    while (condition() && !state.isStopped() && performance.now() < untilMs) {
      await lifecycle.next(untilMs - performance.now());
    }
  };
  if (state.navigated.kind === 'download') {
    // The navigation may end before the browser announces the download that it became.
    const announcedByMs = performance.now() + CAPTURE_LIMITS.downloadAnnounceMs;
    await waitWhile(() => !downloads.hasAny, Math.min(announcedByMs, state.deadlineMs));
  }
  await waitWhile(() => downloads.hasRunning, state.deadlineMs);
}

/** Chromium refuses to follow a redirect before it tells what the server said. */
async function waitForLastAnswer(state: RunState & { navigated: Navigated }): Promise<void> {
  const { navigated, recording } = state;
  if (navigated.kind !== 'failed' || navigated.errorText !== 'net::ERR_UNSAFE_REDIRECT') return;
  const untilMs = performance.now() + CAPTURE_LIMITS.lastAnswerMs;
  const isTold = (): boolean => recording.network.mainDocument()?.responseStatus !== undefined;
  while (!isTold() && !state.isStopped() && performance.now() < untilMs) {
    await recording.lifecycle.next(CAPTURE_LIMITS.probeMs);
  }
}

/** What goes on without end would go on while the page is read, and take the time for that. */
function endFloods(page: AttachedTarget, recording: Recording): void {
  const { refusedTargets, network, console, companions } = recording;
  const isFlooding = refusedTargets > 0 || network.dropped > 0 || console.isFlooded;
  const workers = [...companions].filter(({ kind }) => kind === 'worker');
  endScripts(isFlooding ? [page, ...companions] : workers);
}

/** The egress guard refused the URL and answered in the server's place. */
function isGuardPage({ network }: Recording): boolean {
  const main = network.mainDocument();
  return main !== undefined && guardAnswer(main) !== undefined;
}

type Stopped = Extract<PageRunResult, { kind: 'failed' }>;

function watchForStop(deps: PageRunDeps, wake: () => void): { reason(): Stopped | undefined } {
  const { signal } = deps.controls;
  let lost: string | undefined;
  deps.context.onLost((reason) => {
    lost = reason;
    wake();
  });
  signal?.addEventListener('abort', wake, { once: true });
  return {
    reason() {
      if (signal?.aborted) {
        const message = 'The scan was stopped.';
        return { kind: 'failed', code: 'cancelled', message, retryable: false };
      }
      if (lost === undefined) return undefined;
      return { kind: 'failed', code: 'browser_failed', message: lost, retryable: true };
    },
  };
}

async function openPage(
  context: BrowserContext,
  recording: Recording,
  { url, options }: CaptureRequest,
): Promise<AttachedTarget> {
  const [page] = await Promise.all([
    context.openPage(),
    recording.downloads.start(),
    refusePermissions(context, options.stealth),
    setCookies(context, url, options),
  ]);
  // A page that navigates while it is still paused loses the bodies of its first document; this
  // is answered only once it runs.
  await page.session.send('Page.getFrameTree');
  return page;
}

async function setCookies(
  context: BrowserContext,
  url: string,
  options: ScanOptions,
): Promise<void> {
  if (!options.cookies?.length) return;
  await context.control.send('Storage.setCookies', {
    browserContextId: context.id,
    cookies: options.cookies.map(({ name, value }) => ({ name, value, url })),
  });
}
