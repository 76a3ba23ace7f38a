import {
  ARTIFACT_BOUNDS,
  type Artifact,
  type CompleteRequest,
  REPORT_BYTES,
} from '@webhood/contract';
import { AppError } from '../../platform/http/app-error.ts';

const MEDIA_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}(?:\s*;[\x20-\x7e]*)?$/;

const PATH_OF_KIND: Record<Artifact['kind'], RegExp> = {
  report: /^scan\.json$/,
  screenshot: /^screenshot\.png$/,
  screenshot_early: /^screenshot-early\.png$/,
  html: /^page\.html$/,
  text: /^page\.txt$/,
  har: /^network\.har$/,
  body: /^bodies\//,
  download: /^downloads\//,
};

interface CommittedJob {
  scanId: string;
  attempt: number;
  url: string;
  slug: string;
}

/**
 * What a report must be, beside well-formed: about this scan and attempt, and naming only
 * artifacts that come with it. @throws AppError `invalid_request`, `payload_too_large`
 */
export function checkCommit({ report, artifacts }: CompleteRequest, job: CommittedJob): void {
  const { scan } = report;
  if (scan.id !== job.scanId || scan.attempt !== job.attempt || scan.slug !== job.slug) {
    refuse('report.scan', 'is not about this scan and attempt');
  }
  checkArtifacts(artifacts);
  const committed = new Map(artifacts.map((each) => [each.path, each.sha256]));
  if (!committed.has('scan.json')) refuse('artifacts', 'lacks scan.json');
  for (const named of report.artifacts) {
    if (committed.get(named.path) !== named.sha256) {
      refuse('report.artifacts', `names ${named.path}, which is not among the artifacts`);
    }
  }
}

function checkArtifacts(artifacts: Artifact[]): void {
  const paths = new Set(artifacts.map(({ path }) => path));
  if (paths.size !== artifacts.length) refuse('artifacts', 'has two of one path');
  for (const { kind, path, mediaType, sha256 } of artifacts) {
    if (!PATH_OF_KIND[kind].test(path)) refuse('artifacts', `has ${path} as ${kind}`);
    if (kind === 'body' && path !== `bodies/${sha256}`) {
      refuse('artifacts', `has ${path} with another hash`);
    }
    // Written by the scanner, or (of a body) by the page and only ever shown as text.
    if (kind !== 'body' && !MEDIA_TYPE.test(mediaType)) {
      refuse('artifacts', `has ${path} with a malformed media type`);
    }
  }
  const bytes = artifacts.reduce((sum, { size }) => sum + size, 0);
  const isTooMany = artifacts.length > ARTIFACT_BOUNDS.files;
  // Read whole whenever the trace is asked for.
  const hasLargeReport = artifacts.some(
    ({ kind, size }) => kind === 'report' && size > REPORT_BYTES,
  );
  if (isTooMany || hasLargeReport || bytes > ARTIFACT_BOUNDS.scanBytes) {
    throw new AppError('payload_too_large', "The scan's evidence passes the bounds of one scan.");
  }
}

function refuse(field: string, message: string): never {
  throw new AppError('invalid_request', `${field}: ${message}`, { errors: [{ field, message }] });
}
