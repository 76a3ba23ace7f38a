import type { CompleteRequest } from '@webhood/contract';
import { storableText } from '../../platform/text/storable-text.ts';
import { reportTerms } from '../search/search-terms.service.ts';
import type { LiveScan, ScanResult } from './commit.store.ts';
import { scanDataOf } from './scan-data.ts';

/** As long as a URL may be submitted; `data:` documents are far longer. */
const URL_LENGTH = 8_192;
const TITLE_LENGTH = 1_000;
const MESSAGE_LENGTH = 2_000;

/** What a scan's row keeps of its report. */
export function scanResultOf(request: CompleteRequest, scan: LiveScan): ScanResult {
  const { report, artifacts } = request;
  const { outcome } = report;
  const hashOf = (path: string) => artifacts.find((each) => each.path === path)?.sha256 ?? null;
  return {
    state: outcome.status,
    finalUrl: storableText(report.scan.finalUrl, URL_LENGTH),
    title: storableText(report.document.title, TITLE_LENGTH),
    errorCode: outcome.status === 'error' ? outcome.code : null,
    errorMessage: outcome.status === 'error' ? storableText(outcome.message, MESSAGE_LENGTH) : '',
    completeness: outcome.status === 'done' ? outcome.completeness : null,
    missing: [...new Set(report.missing.map(({ code }) => code))],
    scanData: scanDataOf(report, scan) ?? null,
    screenshotSha256: hashOf('screenshot.png'),
    htmlSha256: hashOf('page.html'),
    terms: reportTerms(request, scan.url),
  };
}
