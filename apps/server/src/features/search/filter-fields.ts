/**
 * What a filter may look at: the fields of a scan as the API shows them, under the names that the
 * API gives them and, where Webhood's own records have another, under that too. What is not here
 * cannot be asked for, least of all a header, cookie or proxy that was given with a scan.
 */
import type { ScanOptions, ScanState } from '@webhood/contract';
import { type RawBuilder, sql } from 'kysely';
import { STATES_BY_STATUS, STATUS } from './query-fields.ts';

export type FieldType = 'text' | 'number' | 'boolean' | 'time' | 'list';

export interface FilterableField {
  type: FieldType;
  /** Never null for text and list: what has no value yet is empty, as the API shows it. */
  expression: RawBuilder<unknown>;
  /** The same, but null for what has no value: what an index is of. */
  column?: RawBuilder<unknown>;
  /** A part of `search_text`, which has an index of parts. */
  isSearched?: true;
  /** The states that each value stands for. */
  states?: Readonly<Record<string, readonly ScanState[]>>;
}

const text = (expression: RawBuilder<unknown>): FilterableField => ({
  type: 'text',
  expression: sql`coalesce(${expression}, '')`,
});
const column = (name: string): RawBuilder<unknown> => sql.ref(`scans.${name}`);
const textColumn = (name: string): FilterableField => ({
  ...text(column(name)),
  column: column(name),
});
const searched = (name: string): FilterableField => ({ ...textColumn(name), isSearched: true });
const time = (name: string): FilterableField => ({ type: 'time', expression: column(name) });
const list = (expression: RawBuilder<unknown>): FilterableField => ({ type: 'list', expression });
const fileNames = (hashColumn: string, extension: string): FilterableField =>
  list(
    sql`case when ${column(hashColumn)} is null then '{}'::text[]
        else array[${column(hashColumn)} || ${extension}::text] end`,
  );
const pageData = (...path: string[]): FilterableField =>
  text(sql`(${column('scan_data')} #>> ${path}::text[])`);
const pageNumber = (...path: string[]): FilterableField => ({
  type: 'number',
  expression: sql`(${column('scan_data')} #>> ${path}::text[])::numeric`,
});

const PRIORITY = sql`case ${column('priority')} when -1 then 'low' when 0 then 'normal' else 'high' end`;

/** Options that hold what only the submitter should know. */
type SecretOption = 'headers' | 'cookies' | 'proxy';
type OptionType = 'text' | 'number' | 'boolean';

const OPTION_TYPES: Record<Exclude<keyof ScanOptions, SecretOption | 'viewport'>, OptionType> = {
  rate: 'text',
  device: 'text',
  fullPage: 'boolean',
  javascript: 'boolean',
  userAgent: 'text',
  language: 'text',
  timeZone: 'text',
  referer: 'text',
  stealth: 'boolean',
  skipCookiePrompts: 'boolean',
  earlyScreenshot: 'boolean',
  timeoutMs: 'number',
};

function optionField(name: string, type: OptionType): FilterableField {
  const value = sql`(${column('options')} ->> ${name}::text)`;
  if (type === 'text') return text(value);
  if (type === 'number') return { type, expression: sql`${value}::numeric` };
  return { type, expression: sql`coalesce(${value}::boolean, false)` };
}

const OPTION_FIELDS = Object.entries(OPTION_TYPES).map(
  ([name, type]) => [`options.${name}`, optionField(name, type)] as const,
);

export const FILTER_FIELDS: ReadonlyMap<string, FilterableField> = new Map([
  ['id', textColumn('id')],
  ['slug', textColumn('slug')],
  ['url', searched('url')],
  ['final_url', searched('final_url')],
  ['title', searched('title')],
  ['status', { ...text(STATUS), states: STATES_BY_STATUS }],
  ['state', textColumn('state')],
  ['phase', textColumn('phase')],
  ['error', textColumn('error_message')],
  ['errorMessage', textColumn('error_message')],
  ['errorCode', textColumn('error_code')],
  ['completeness', textColumn('completeness')],
  ['visibility', textColumn('visibility')],
  ['created', time('created_at')],
  ['updated', time('updated_at')],
  ['done_at', time('done_at')],
  ['startedAt', time('started_at')],
  ['attempt', { type: 'number', expression: column('attempt') }],
  ['missing', list(column('missing'))],
  ['tags', list(column('tags'))],
  ['priority', text(PRIORITY)],
  ['notBefore', time('not_before')],
  ['targetScannerId', textColumn('target_scanner_id')],
  ['rescanOf', textColumn('rescan_of')],
  ['notices', list(column('notices'))],
  ['screenshots', fileNames('screenshot_sha256', '.png')],
  ['html', fileNames('html_sha256', '.html')],
  ['submittedBy.kind', textColumn('submitted_by_kind')],
  ['submittedBy.name', textColumn('submitted_by_name')],
  ['scanner.id', textColumn('scanner_id')],
  ['scanner.name', textColumn('scanner_name')],
  ['scanData.document.title', pageData('document', 'title')],
  ['scanData.document.url', pageData('document', 'url')],
  ['scanData.document.origin', pageData('document', 'origin')],
  ['scanData.document.protocol', pageData('document', 'protocol')],
  ['scanData.response.status', pageNumber('response', 'status')],
  ['scanData.response.remoteAddress.ip', pageData('response', 'remoteAddress', 'ip')],
  ['scanData.response.securityDetails.issuer', pageData('response', 'securityDetails', 'issuer')],
  [
    'scanData.response.securityDetails.subjectName',
    pageData('response', 'securityDetails', 'subjectName'),
  ],
  ...OPTION_FIELDS,
]);
