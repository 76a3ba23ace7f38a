import type { Scan } from '@webhood/contract';
import { jsonLine, printable } from '../output/printable.ts';

export type PrintRecord = (scan: Scan) => void;

/** Prints scans to standard output: a record a line, or for people. */
export function recordPrinter(
  json: boolean | undefined,
  forPeople: (scan: Scan) => string,
): PrintRecord {
  return (scan) => {
    process.stdout.write(`${json ? jsonLine(scan) : forPeople(scan)}\n`);
  };
}

/** One line: when, how it ended, id, address. */
export function lineOf(scan: Scan): string {
  const when = scan.created.slice(0, 19).replace('T', ' ');
  const title = scan.title === '' ? '' : `  ${printable(scan.title, 60)}`;
  return `${when}  ${stateOf(scan).padEnd(10)}  ${scan.id}  ${printable(scan.url, 100)}${title}`;
}

/** A block of lines, with what has no value left out. */
export function blockOf(scan: Scan): string {
  const rows: [label: string, value: string][] = [
    ['id', scan.id],
    ['slug', scan.slug],
    ['status', scan.errorMessage ? `${stateOf(scan)}: ${scan.errorMessage}` : stateOf(scan)],
    ['code', scan.errorCode ?? ''],
    ['final URL', scan.final_url],
    ['title', scan.title],
    ['missing', scan.missing.join(', ')],
    ['submitted', `${scan.created} by ${scan.submittedBy.name}`],
    ['ended', scan.done_at],
    ['scanner', scan.scanner?.name ?? ''],
  ];
  const shown = rows.filter(([, value]) => value !== '');
  const lines = shown.map(([label, value]) => `  ${label.padEnd(11)} ${printable(value, 2_000)}`);
  return [printable(scan.url), ...lines].join('\n');
}

function stateOf({ state, phase, completeness }: Scan): string {
  if (state === 'running' && phase) return phase;
  return completeness === 'partial' ? `${state}, partial` : state;
}
