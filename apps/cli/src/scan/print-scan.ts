import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Report } from '@webhood/contract';
import { jsonLine, printable } from '../output/printable.ts';
import type { ScanResult } from './scan-job.ts';

export interface ScanPrinter {
  print(result: ScanResult): void;
  /** URLs refused and scans that did not end well, so far. */
  failures(): number;
}

export function createScanPrinter(json: boolean): ScanPrinter {
  let failures = 0;
  return {
    print: (result) => {
      if (!isGood(result)) failures += 1;
      if (json) process.stdout.write(`${jsonLine(recordOf(result))}\n`);
      else if (result.kind === 'scanned') process.stdout.write(`${summaryOf(result)}\n`);
      else if (result.kind === 'submitted') process.stdout.write(`${submissionOf(result)}\n`);
      else process.stderr.write(`${failureOf(result)}\n`);
    },
    failures: () => failures,
  };
}

/** Scanned, and the scan ended well; or submitted, where that is all that was asked for. */
export function isGood(result: ScanResult): boolean {
  if (result.kind === 'submitted') return true;
  return result.kind === 'scanned' && result.scan.status === 'done';
}

function recordOf(result: ScanResult): unknown {
  if (result.kind === 'scanned') return { ...result.scan, directory: result.directory ?? null };
  if (result.kind === 'submitted') return { ...result.scan, verdict: result.verdict };
  const { url, code, message } = result;
  return { url, error: { code, message } };
}

function failureOf({ url, code, message }: Extract<ScanResult, { kind: 'failed' }>): string {
  return `${printable(url)}\n  failed      ${printable(message, 2_000)} (${code})`;
}

function submissionOf({ scan, verdict }: Extract<ScanResult, { kind: 'submitted' }>): string {
  return `${printable(scan.url)}\n  ${verdict.padEnd(11)} ${scan.id} (${scan.state})`;
}

function summaryOf({ scan, directory }: Extract<ScanResult, { kind: 'scanned' }>): string {
  const report = directory === undefined ? undefined : reportIn(directory);
  const rows: [label: string, value: string][] = [['status', statusOf(scan)]];
  if (scan.final_url && scan.final_url !== scan.url) rows.push(['final URL', scan.final_url]);
  if (scan.title) rows.push(['title', scan.title]);
  if (scan.missing.length > 0) rows.push(['missing', scan.missing.join(', ')]);
  if (report) rows.push(['requests', String(report.exchanges.length)]);
  const refused = report ? refusedBy(report) : '';
  if (refused !== '') rows.push(['refused', refused]);
  if (scan.notices.length > 0) rows.push(['notices', scan.notices.join(', ')]);
  if (directory !== undefined) rows.push(['folder', shortest(directory)]);
  return [
    printable(scan.url),
    ...rows.map(([label, value]) => `  ${label.padEnd(11)} ${printable(value, 2_000)}`),
  ].join('\n');
}

/** Undefined when the report is not there: the summary then does without. */
function reportIn(directory: string): Report | undefined {
  const path = join(directory, 'scan.json');
  if (!existsSync(path)) return undefined;
  const report = Report.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  return report.success ? report.data : undefined;
}

/** A line is read at a glance; the report has them all. */
const REFUSALS_SHOWN = 4;

/** Where the page wanted to go and the egress guard did not let it, each once, with the rule. */
function refusedBy({ connections }: Report): string {
  const refused = connections.filter(({ verdict }) => verdict === 'refused');
  const places = [
    ...new Set(refused.map(({ host, port, rule }) => `${host}:${port} (${rule ?? 'refused'})`)),
  ];
  const more = places.length - REFUSALS_SHOWN;
  const shown = places.slice(0, REFUSALS_SHOWN).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function statusOf(scan: Extract<ScanResult, { kind: 'scanned' }>['scan']): string {
  if (scan.status === 'done') return `done, ${scan.completeness ?? 'complete'}`;
  return `${scan.state}: ${scan.errorMessage} (${scan.errorCode ?? scan.state})`;
}

function shortest(directory: string): string {
  const path = relative(process.env.WEBHOOD_INVOKED_FROM ?? process.cwd(), directory);
  return path === '' || path.startsWith('..') ? directory : path;
}
