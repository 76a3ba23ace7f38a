import { maskOptions, type Scan, v1Status } from '@webhood/contract';
import type { ScanRecord } from './scan.store.ts';

interface PresentOptions {
  /** The summary of the page: large, and left out of events. */
  withScanData: boolean;
}

/** The only way from a scan's record to the wire. Secrets in options do not pass. */
export function presentScan(scan: ScanRecord, { withScanData }: PresentOptions): Scan {
  return {
    id: scan.id,
    created: scan.createdAt.toISOString(),
    updated: scan.updatedAt.toISOString(),
    done_at: scan.doneAt?.toISOString() ?? '',
    slug: scan.slug,
    url: scan.url,
    final_url: scan.finalUrl,
    status: v1Status(scan.state),
    screenshots: scan.screenshotSha256 ? [`${scan.screenshotSha256}.png`] : [],
    html: scan.htmlSha256 ? [`${scan.htmlSha256}.html`] : [],
    errorMessage: scan.errorMessage,
    ...(withScanData && scan.scanData ? { scanData: scan.scanData } : {}),
    state: scan.state,
    phase: scan.state === 'running' ? scan.phase : null,
    attempt: scan.attempt,
    errorCode: scan.errorCode,
    completeness: scan.completeness,
    missing: scan.missing,
    title: scan.title,
    options: maskOptions(scan.options),
    notices: scan.notices,
    visibility: scan.visibility,
    submittedBy: { kind: scan.submittedBy.kind, name: scan.submittedBy.name },
    scanner: scan.scanner,
    startedAt: scan.startedAt?.toISOString() ?? null,
    tags: scan.tags,
    priority: scan.priority,
    notBefore: scan.notBefore?.toISOString() ?? null,
    targetScannerId: scan.targetScannerId,
    requiredLabels: scan.requiredLabels,
    rescanOf: scan.rescanOf,
  };
}
