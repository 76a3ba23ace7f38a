/** Reads, bounds and writes everything that a run left to be read. `scan.json` comes last. */
import type { Missing } from '@webhood/contract';
import type { BrowserContext } from '../browser/browser-context.ts';
import type { EgressSession } from '../egress/session.ts';
import { challengeMissing, recogniseChallenge } from '../recorders/challenge.ts';
import { recordIpFacts } from '../recorders/ip-facts.ts';
import { addressBook, toExchanges } from '../recorders/network-evidence.ts';
import type { CaptureResult } from './capture-result.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { fitReport, toJson } from './fit-report.ts';
import { toHar } from './har.ts';
import { failureOfRun, missingOfRun, outcomeOf, settledBy } from './judge.ts';
import { CAPTURE_LIMITS } from './limits.ts';
import { createMasking } from './masking.ts';
import { readPage } from './page-evidence.ts';
import type { PageRun } from './page-run.ts';
import type { Recording } from './recording.ts';
import { buildReport, type CaptureRequest } from './report.ts';

export async function saveEvidence(deps: {
  request: CaptureRequest;
  context: BrowserContext;
  folder: EvidenceFolder;
  egress: EgressSession;
  run: PageRun;
  startedAtMs: number;
}): Promise<CaptureResult> {
  const { request, context, folder, run } = deps;
  const { recording } = run;
  const deadlineMs = deps.startedAtMs + request.options.timeoutMs + CAPTURE_LIMITS.graceMs;
  const masking = createMasking(request.options);
  const failure = failureOfRun(run, deps.egress.connections());
  recording.bodies.takeUnfinished();

  const [page, downloads, early] = await Promise.all([
    readPage({
      page: run.page,
      context,
      recording,
      readyPicture: run.readyPicture,
      folder,
      options: request.options,
      masking,
      callTimeoutMs: run.wasStuck ? CAPTURE_LIMITS.stuckCallMs : CAPTURE_LIMITS.evidenceCallMs,
      deadlineMs,
      canRunScripts: request.options.javascript && !run.wasStuck,
      isWhole: run.state.loadedAtMs !== undefined,
      hasDocument:
        failure === undefined && run.settleEnd !== undefined && run.settleEnd !== 'crashed',
    }),
    recording.downloads.collect(folder, deadlineMs),
    saveEarlyScreenshot(recording, folder),
    before(deadlineMs, recording.bodies.drained()),
    before(deadlineMs, recording.postData.drained()),
    before(deadlineMs, recording.certificates.drained()),
  ]);

  // Cookies are the browser's own to tell: one that cannot is stuck, and would spoil the next scan.
  const isBrowserStuck = page.missing.some(
    ({ code, what }) => code === 'artifact_failed' && what === 'cookies',
  );
  if (isBrowserStuck) context.condemn('stuck', 'the browser itself does not answer');
  // What could end a process may have done more than that.
  if (run.state.hasCrashed) context.condemn('crashed', 'a page’s process died');

  const connections = deps.egress.connections();
  const addresses = await recordIpFacts(connections);
  const redirects = recording.redirects.collect(recording.network.drafts);
  const exchanges = toExchanges(recording.network.drafts, {
    addresses: addressBook(connections),
    connections,
    masking,
  });
  const response = exchanges.findLast(({ isNavigation }) => isNavigation)?.response;
  const challenge = recogniseChallenge({ ...page, response });
  const missing = [
    ...missingOfRun(run, connections),
    ...challengeMissing(challenge),
    ...page.missing,
    ...downloads.missing,
    ...early,
    ...recording.bodies.collect(),
    ...recording.postData.collect(),
    ...recording.streams.collect(),
    ...redirects.missing,
    ...addresses.missing,
    ...recording.console.collect().missing,
    ...recording.dialogs.collect().missing,
    ...recording.popups.collect().missing,
    ...recording.behaviour.collect().missing,
    ...recording.certificates.collect().missing,
  ];
  const outcome = outcomeOf(failure, missing);
  const finalUrl =
    page.document.url || (recording.network.mainDocument()?.request.url ?? request.url);
  const parts = {
    request,
    maskedOptions: masking.options,
    recording,
    state: run.state,
    outcome,
    browser: { product: context.product, userAgent: recording.emulation.userAgent },
    startedAt: run.startedAt,
    finalUrl: finalUrl.slice(0, CAPTURE_LIMITS.urlLength),
    document: page.document,
    redirects: redirects.evidence,
    exchanges,
    cookies: page.cookies,
    storage: page.storage,
    challenge,
    downloads: downloads.evidence,
    addresses: addresses.evidence,
    connections,
    settledBy: settledBy(run),
    settledMs: run.settledMs,
    totalMs: Math.round(performance.now() - deps.startedAtMs),
    missing,
    artifacts: folder.artifacts,
  };
  const { timings, scan } = buildReport(parts);
  const har = toHar(exchanges, {
    creatorVersion: request.scanner.version,
    browser: context.product,
    pageUrl: finalUrl,
    title: page.document.title,
    startedAt: scan.startedAt,
    contentLoadMs: timings.domContentLoadedMs,
    loadMs: timings.loadMs,
  });
  await folder.put('har', 'network.har', toJson(har), 'application/json');
  const { report, json } = fitReport(buildReport({ ...parts, artifacts: folder.artifacts }));
  const reportArtifact = await folder.seal(json);
  return { kind: 'captured', outcome: report.outcome, report, folder, reportArtifact };
}

async function saveEarlyScreenshot(
  { earlyScreenshot }: Recording,
  folder: EvidenceFolder,
): Promise<Missing[]> {
  const png = await earlyScreenshot.collect();
  if (png) await folder.put('screenshot_early', 'screenshot-early.png', png, 'image/png');
  if (png || !earlyScreenshot.isDue) return [];
  const detail = 'What the page showed first was gone before it was pictured.';
  return [{ code: 'artifact_failed', what: 'screenshot-early.png', detail }];
}

/** Waits for the work, but not past the deadline of `performance.now()`. */
async function before(deadlineMs: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.max(1, deadlineMs - performance.now()));
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
