import { extname } from 'node:path';
import type { Artifact, Report, Scan, UrlNotice } from '@webhood/contract';

export interface LocalScan {
  report: Report;
  notices: readonly UrlNotice[];
  /** The account on this machine. */
  userName: string;
}

/** The record that a server would have made of the same scan, for scripts to read either. */
export function scanRecord({ report, notices, userName }: LocalScan): Scan {
  const { scan, outcome, document } = report;
  const failed = outcome.status === 'error';
  return {
    id: scan.id,
    created: scan.startedAt,
    updated: scan.finishedAt,
    done_at: scan.finishedAt,
    slug: scan.slug,
    url: scan.url,
    final_url: scan.finalUrl,
    status: outcome.status,
    screenshots: fileNames(report.artifacts, 'screenshot'),
    html: fileNames(report.artifacts, 'html'),
    errorMessage: failed ? outcome.message : '',
    state: outcome.status,
    phase: null,
    attempt: scan.attempt,
    errorCode: failed ? outcome.code : null,
    completeness: failed ? null : outcome.completeness,
    missing: [...new Set(report.missing.map(({ code }) => code))],
    title: document.title,
    options: scan.options,
    notices: [...notices],
    visibility: 'team',
    submittedBy: { kind: 'user', name: userName },
    scanner: { id: 'local', name: scan.scanner.name },
    startedAt: scan.startedAt,
    tags: [],
    priority: 'normal',
    notBefore: null,
    targetScannerId: null,
    requiredLabels: [],
    rescanOf: null,
  };
}

/** `<sha256>.<extension>`, as the API names them. */
function fileNames(artifacts: readonly Artifact[], kind: Artifact['kind']): string[] {
  return artifacts
    .filter((artifact) => artifact.kind === kind)
    .map(({ sha256, path }) => `${sha256}${extname(path)}`);
}
