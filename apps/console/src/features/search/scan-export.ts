import type { Scan } from '@webhood/contract';

/** Columns of the CSV; names are those of the API. */
const COLUMNS: readonly [name: string, of: (scan: Scan) => string | number][] = [
  ['id', (scan) => scan.id],
  ['created', (scan) => scan.created],
  ['done_at', (scan) => scan.done_at],
  ['url', (scan) => scan.url],
  ['final_url', (scan) => scan.final_url],
  ['title', (scan) => scan.title],
  ['state', (scan) => scan.state],
  ['errorCode', (scan) => scan.errorCode ?? ''],
  ['completeness', (scan) => scan.completeness ?? ''],
  ['missing', (scan) => scan.missing.join(' ')],
  ['tags', (scan) => scan.tags.join(' ')],
  ['submittedBy', (scan) => scan.submittedBy.name],
  ['scanner', (scan) => scan.scanner?.name ?? ''],
  ['visibility', (scan) => scan.visibility],
  ['slug', (scan) => scan.slug],
];

/** RFC 4180. Text of pages is in it, so nothing in it is a formula for a spreadsheet. */
export function scansCsv(scans: readonly Scan[]): string {
  const lines = [
    COLUMNS.map(([name]) => name),
    ...scans.map((scan) => COLUMNS.map(([, of]) => String(of(scan)))),
  ];
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

function scansJson(scans: readonly Scan[]): string {
  return `${JSON.stringify(scans, null, 2)}\n`;
}

/**
 * Spreadsheets take a cell that begins with one of these for a formula, also after blanks; an
 * apostrophe in front makes it text.
 */
export function csvCell(text: string): string {
  const safe = /^[\s\p{Cc}]*[=+\-@|%＝＋－＠]|^\p{Cc}/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A file made here, for the browser to keep. */
function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the content by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export type ExportFormat = 'csv' | 'json';

export function saveScans(format: ExportFormat, scans: readonly Scan[]): void {
  const name = `webhood-scans-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.${format}`;
  if (format === 'csv') saveFile(name, 'text/csv;charset=utf-8', scansCsv(scans));
  else saveFile(name, 'application/json', scansJson(scans));
}
