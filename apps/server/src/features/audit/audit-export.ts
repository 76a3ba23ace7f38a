import type { AuditEntry } from '@webhood/contract';

const COLUMNS = [
  'seq',
  'at',
  'action',
  'outcome',
  'code',
  'actor_kind',
  'actor_id',
  'actor_name',
  'target_kind',
  'target_id',
  'target_name',
  'address',
  'request_id',
  'details',
  'hash',
] as const;

/** With these a spreadsheet takes a cell for a formula. */
const BEGINS_A_FORMULA = /^[=+\-@\t\r\n|%]/;

/** One cell of RFC 4180. An apostrophe before what would be run makes it text to a spreadsheet. */
export function csvCell(value: string): string {
  const inert = BEGINS_A_FORMULA.test(value) ? `'${value}` : value;
  return `"${inert.replaceAll('"', '""')}"`;
}

export function csvHeader(): string {
  return `${COLUMNS.join(',')}\r\n`;
}

export function csvLine(entry: AuditEntry): string {
  const { actor, target } = entry;
  const cells = [
    String(entry.seq),
    entry.at,
    entry.action,
    entry.outcome,
    entry.code,
    actor.kind,
    actor.id,
    actor.name,
    target?.kind,
    target?.id,
    target?.name,
    entry.address,
    entry.requestId,
    JSON.stringify(entry.details),
    entry.hash,
  ];
  return `${cells.map((cell) => csvCell(cell ?? '')).join(',')}\r\n`;
}

export function jsonLine(entry: AuditEntry): string {
  return `${JSON.stringify(entry)}\n`;
}
