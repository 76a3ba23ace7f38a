/** Puts what the recorders hand over into the contract's report. */
import {
  type Artifact,
  type CaptureOutcome,
  type Cookie,
  type Download,
  type Exchange,
  type GuardConnection,
  type IpFacts,
  type Missing,
  REPORT_VERSION,
  type Report,
  type ScanOptions,
} from '@webhood/contract';
import type { DocumentEvidence } from '../recorders/document.ts';
import type { PageState } from './page-lifecycle.ts';
import type { Recording } from './recording.ts';
import { summarise } from './summary.ts';

export interface CaptureRequest {
  scanId: string;
  slug: string;
  attempt: number;
  url: string;
  options: ScanOptions;
  /** Folder that the evidence is written to. */
  outDir: string;
  scanner: { name: string; version: string };
}

export interface ReportParts {
  request: CaptureRequest;
  maskedOptions: ScanOptions;
  recording: Recording;
  state: PageState;
  outcome: CaptureOutcome;
  browser: { product: string; userAgent: string };
  startedAt: Date;
  finalUrl: string;
  document: DocumentEvidence;
  redirects: Report['redirects'];
  exchanges: Exchange[];
  cookies: Cookie[];
  storage: Report['storage'];
  challenge: Report['challenge'];
  downloads: Download[];
  connections: GuardConnection[];
  addresses: IpFacts[];
  settledBy: Report['timings']['settledBy'];
  settledMs: number;
  totalMs: number;
  missing: Missing[];
  artifacts: readonly Artifact[];
}

export function buildReport(parts: ReportParts): Report {
  const { request, recording } = parts;
  const behaviour = recording.behaviour.collect().evidence;
  return {
    version: REPORT_VERSION,
    scan: {
      id: request.scanId,
      slug: request.slug,
      url: request.url,
      finalUrl: parts.finalUrl,
      options: parts.maskedOptions,
      attempt: request.attempt,
      startedAt: parts.startedAt.toISOString(),
      finishedAt: new Date(parts.startedAt.getTime() + parts.totalMs).toISOString(),
      scanner: {
        ...request.scanner,
        browser: parts.browser.product,
        userAgent: parts.browser.userAgent,
      },
    },
    outcome: parts.outcome,
    summary: summarise({ ...parts, certificates: recording.certificates.collect().evidence }),
    document: parts.document,
    redirects: parts.redirects,
    exchanges: parts.exchanges,
    cookies: parts.cookies,
    console: recording.console.collect().evidence,
    dialogs: [...recording.dialogs.collect().evidence, ...behaviour.prints],
    popups: recording.popups.collect().evidence,
    storage: parts.storage,
    permissions: behaviour.permissions,
    clipboard: behaviour.clipboard,
    notifications: behaviour.notifications,
    ...(parts.challenge ? { challenge: parts.challenge } : {}),
    certificates: recording.certificates.collect().evidence,
    downloads: parts.downloads,
    connections: parts.connections,
    addresses: parts.addresses,
    timings: {
      settledBy: parts.settledBy,
      domContentLoadedMs: sinceStart(recording, parts.state.contentTicks),
      loadMs: sinceStart(recording, parts.state.loadedTicks),
      settledMs: parts.settledMs,
      totalMs: parts.totalMs,
    },
    missing: parts.missing,
    artifacts: [...parts.artifacts],
  };
}

function sinceStart(recording: Recording, ticks: number | undefined): number | null {
  const originTicks = recording.network.drafts[0]?.startedTicks;
  if (ticks === undefined || originTicks === undefined) return null;
  return Math.max(0, Math.round((ticks - originTicks) * 1_000));
}
