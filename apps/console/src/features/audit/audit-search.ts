import { AuditExportQuery, type AuditFilter } from '@webhood/contract';

const Filter = AuditExportQuery.omit({ format: true });
type Name = keyof AuditFilter;
const NAMES = Object.keys(Filter.shape) as Name[];

/** The filter that an address of the page names; what it cannot be is left out. */
export function auditSearch(search: Record<string, unknown>): AuditFilter {
  const given = NAMES.map((name) => [name, search[name]] as const).filter(
    ([name, value]) => value !== '' && Filter.shape[name].safeParse(value).data !== undefined,
  );
  return Filter.parse(Object.fromEntries(given));
}

/** Of a field for date and time, which is in local time without saying so. */
export function instantOf(local: string): string | undefined {
  const at = new Date(local);
  return local === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** The other way, to the minute. */
export function localOf(instant: string | undefined): string {
  if (instant === undefined) return '';
  const at = new Date(instant);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
