import type { Exchange, Report, ScanData } from '@webhood/contract';
import { requestSummary, responseSummary } from '../scans/exchange-summary.service.ts';
import { storableJson } from './storable-text.ts';

/** Longer values are of no use in a summary; the report has them whole. */
const TEXT_LENGTH = 2_048;
const LINKS = 500;
/** The whole summary, since lists carry it for every scan. Links give way. */
const BYTES = 128 * 1024;

interface Submission {
  createdAt: Date;
  submittedBy: { kind: 'user' | 'token'; name: string };
  scannerId: string;
}

/** Webhood's summary of a scan, from the report. */
export function scanDataOf(report: Report, submission: Submission): ScanData {
  const main = mainExchange(report);
  const redirectChain = report.redirects.map(({ from }) => from);
  const response = main && responseSummary(main);
  const data: ScanData = {
    version: '1.0',
    document: documentOf(report),
    ...(main ? { request: requestSummary(main, redirectChain) } : {}),
    ...(response ? { response } : {}),
    meta: {
      initiatedAt: submission.createdAt.toISOString(),
      initiatedBy: submission.submittedBy.name,
      initiatedByType: submission.submittedBy.kind,
      startedAt: report.scan.startedAt,
      completedAt: report.scan.finishedAt,
      duration: report.timings.totalMs / 1_000,
      scannedByScanner: submission.scannerId,
    },
  };
  return withinBytes(storableJson(data, TEXT_LENGTH));
}

/** The one that brought the final document: the last navigation that was answered. */
function mainExchange(report: Report): Exchange | undefined {
  const navigations = report.exchanges.filter(({ isNavigation }) => isNavigation);
  return navigations.findLast(({ response }) => response) ?? navigations.at(-1);
}

function documentOf(report: Report): ScanData['document'] {
  const url = URL.parse(report.document.url);
  return {
    links: report.document.links.slice(0, LINKS).map((link) => link.url),
    origin: url?.origin ?? '',
    protocol: url?.protocol ?? '',
    title: report.document.title,
    url: report.document.url,
  };
}

function withinBytes(data: ScanData): ScanData {
  const links = [...data.document.links];
  const sized = (): ScanData => ({ ...data, document: { ...data.document, links } });
  while (links.length > 0 && Buffer.byteLength(JSON.stringify(sized())) > BYTES) {
    links.length = Math.floor(links.length / 2);
  }
  return sized();
}
