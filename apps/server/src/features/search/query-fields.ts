/** What a search may look at, under the names that analysts know, and how each is asked. */
import type { ScanState } from '@webhood/contract';
import { type RawBuilder, sql } from 'kysely';
import { readAddress } from './address-value.ts';
import type { TermKind } from './search-terms.service.ts';

export type QueryField =
  /** Exact terms of the report; wildcards go over the terms that there are. */
  | { kind: 'term'; term: TermKind; example: string; read?: (text: string) => string }
  /** A short text of the scan's row in lower case, compared as a whole. */
  | { kind: 'column'; expression: RawBuilder<unknown>; isNullable?: true; example: string }
  /** One of few, each standing for some states. */
  | { kind: 'status'; states: Readonly<Record<string, readonly ScanState[]>>; example: string }
  /** A longer text, looked through: a part of `search_text`. */
  | { kind: 'text'; expression: RawBuilder<unknown>; example: string }
  | { kind: 'time'; expression: RawBuilder<unknown>; example: string };

const column = (name: string): RawBuilder<unknown> => sql.ref(`scans.${name}`);
const lower = (name: string): RawBuilder<unknown> => sql`lower(${column(name)})`;

/** `13335` and `AS13335` are the same. */
const readAsn = (text: string): string => text.replace(/^(?:as)?(?=\d)/i, 'as');

const term = (kind: TermKind, example: string, read?: (text: string) => string): QueryField => ({
  kind: 'term',
  term: kind,
  example,
  ...(read ? { read } : {}),
});

/** In the words of the v1 contract. */
export const STATES_BY_STATUS = {
  pending: ['pending', 'queued'],
  running: ['running'],
  done: ['done'],
  error: ['error', 'cancelled'],
} as const satisfies Record<string, readonly ScanState[]>;
export const STATUS = sql<string>`case ${column('state')}
  when 'queued' then 'pending' when 'cancelled' then 'error' else ${column('state')} end`;

const FIELDS: Record<string, QueryField> = {
  tag: term('tag', 'tag:phishing'),
  domain: term('domain', 'domain:example.com'),
  ip: term('ip', 'ip:192.0.2.0/24', readAddress),
  asn: term('asn', 'asn:AS13335', readAsn),
  country: term('country', 'country:FI'),
  hash: term('hash', 'hash:9f86d0…'),
  server: term('server', 'server:nginx*'),
  cookie: term('cookie', 'cookie:PHPSESSID'),
  redirect: term('redirect', 'redirect:bit.ly'),
  filename: term('fileName', 'filename:*.exe'),
  'cert.issuer': term('certificateIssuer', 'cert.issuer:R11'),
  'cert.subject': term('certificateSubject', 'cert.subject:*.example.com'),
  'page.domain': term('pageDomain', 'page.domain:example.com'),
  'page.ip': term('pageIp', 'page.ip:192.0.2.1', readAddress),
  'page.asn': term('pageAsn', 'page.asn:AS13335', readAsn),
  'page.country': term('pageCountry', 'page.country:FI'),
  'page.server': term('pageServer', 'page.server:nginx'),
  'page.status': term('pageStatus', 'page.status:404'),
  'page.mime': term('mediaType', 'page.mime:text/html'),
  url: {
    kind: 'text',
    expression: sql`lower(${column('url')} || ' ' || ${column('final_url')})`,
    example: 'url:login',
  },
  title: { kind: 'text', expression: lower('title'), example: 'title:"sign in"' },
  date: { kind: 'time', expression: column('created_at'), example: 'date:>now-7d' },
  done: { kind: 'time', expression: column('done_at'), example: 'done:[2026-11-01 TO *]' },
  status: { kind: 'status', states: STATES_BY_STATUS, example: 'status:done' },
  error: {
    kind: 'column',
    expression: column('error_code'),
    isNullable: true,
    example: 'error:timeout',
  },
  missing: {
    kind: 'column',
    expression: sql`array_to_string(${column('missing')}, ' ')`,
    example: 'missing:*challenge*',
  },
  user: { kind: 'column', expression: lower('submitted_by_name'), example: 'user:ann' },
  scanner: {
    kind: 'column',
    expression: lower('scanner_name'),
    isNullable: true,
    example: 'scanner:helsinki',
  },
  id: { kind: 'column', expression: column('id'), example: 'id:xdxwguyzz2asq4j' },
  slug: { kind: 'column', expression: column('slug'), example: 'slug:example.com-*' },
};

const ALIASES: Record<string, string> = {
  'page.url': 'url',
  'task.url': 'url',
  'page.title': 'title',
  'page.asnname': 'page.asn',
  sha256: 'hash',
  submitter: 'user',
  created: 'date',
  mime: 'page.mime',
};

export const QUERY_FIELDS: ReadonlyMap<string, QueryField> = new Map(Object.entries(FIELDS));

/** Undefined for a field that there is not. */
export function findField(name: string): QueryField | undefined {
  const known = name.toLowerCase();
  return QUERY_FIELDS.get(Object.hasOwn(ALIASES, known) ? (ALIASES[known] ?? known) : known);
}
