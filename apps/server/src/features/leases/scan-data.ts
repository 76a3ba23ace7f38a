import { type Exchange, type Report, ScanData } from '@webhood/contract';
import { storableJson } from '../../platform/text/storable-text.ts';
import { requestSummary, responseSummary } from '../scans/exchange-summary.service.ts';

/** Longer values are of no use in a summary; the report has them whole. */
const TEXT_LENGTH = 2_048;
const LINKS = 500;
/** More than any honest visit makes or certificate of one site has. */
const REDIRECTS = 50;
const ALTERNATIVE_NAMES = 50;
/** The whole summary, since lists carry it for every scan. */
const BYTES = 128 * 1024;

interface Submission {
  createdAt: Date;
  submittedBy: { kind: 'user' | 'token'; name: string };
  scannerId: string;
}

/** Webhood's summary of a scan, from the report; undefined when it could not be served. */
export function scanDataOf(report: Report, submission: Submission): ScanData | undefined {
  const main = mainExchange(report);
  const redirectChain = report.redirects.slice(0, REDIRECTS).map(({ from }) => from);
  const response = main && withFewNames(responseSummary(main));
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
  return asServed(withinBytes(storableJson(data, TEXT_LENGTH)));
}

/** As it comes back from the database, where it must be what the API promises. */
function asServed(data: ScanData): ScanData | undefined {
  const text = JSON.stringify(data);
  if (Buffer.byteLength(text) > BYTES) return undefined;
  return ScanData.safeParse(JSON.parse(text)).data;
}

function withFewNames(response: ScanData['response']): ScanData['response'] {
  const details = response?.securityDetails;
  if (!details) return response;
  const subjectAlternativeNames = details.subjectAlternativeNames.slice(0, ALTERNATIVE_NAMES);
  return { ...response, securityDetails: { ...details, subjectAlternativeNames } };
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

/** What gives way, the least needed first, until the whole is within its bound. */
const REDUCTIONS: ((data: ScanData) => ScanData)[] = [
  ...[250, 100, 25, 0].map((count) => (data: ScanData) => ({
    ...data,
    document: { ...data.document, links: data.document.links.slice(0, count) },
  })),
  ({ request, ...data }) => {
    if (!request) return data;
    const { postData, ...rest } = request;
    return { ...data, request: rest };
  },
  ({ request, response, ...data }) => ({
    ...data,
    ...(request ? { request: { ...request, headers: {} } } : {}),
    ...(response ? { response: { ...response, headers: {} } } : {}),
  }),
];

function withinBytes(data: ScanData): ScanData {
  let reduced = data;
  for (const reduce of REDUCTIONS) {
    if (Buffer.byteLength(JSON.stringify(reduced)) <= BYTES) break;
    reduced = reduce(reduced);
  }
  return reduced;
}
