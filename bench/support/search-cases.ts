/** The thirty searches of `bench/search.ts`, over what `bench/search-seed.ts` makes. */
import type { SearchApp } from './search-app.ts';

export interface SearchCase {
  name: string;
  query: string;
  /** `search` unless told: the first page and the count of matches. */
  kind?: 'second page' | 'facets' | 'filter';
  /** Of a filter. */
  sort?: string;
}

/** Of one scan, and of one in fifty. */
const RARE_HASH = 'fc20c2885e7a1d7fd022b23b3e56efe88adbbfe12028b1960a89cd91e3b817b4';
const COMMON_HASH = '0f1be60833f34127cc4dfddd9649dd187597ac6cec1667b447761167ffb0cbee';

export const SEARCHES: SearchCase[] = [
  { name: 'everything', query: '' },
  { name: 'free text', query: 'login' },
  { name: 'free text of few', query: 'winterbank7' },
  { name: 'words', query: 'account verification' },
  { name: 'phrase', query: '"account verification required"' },
  { name: 'wildcard in free text', query: 'wp-*.php' },
  { name: 'domain in half of all', query: 'domain:cdn.securehub.net' },
  { name: 'domain and what is below', query: 'domain:securesecure.net' },
  { name: 'domain of few', query: 'domain:rivercity.de' },
  { name: 'domain of none', query: 'domain:nowhere.example' },
  { name: 'wildcard of many domains', query: 'page.domain:*bank*.fi' },
  { name: 'ip', query: 'ip:87.1.252.18' },
  { name: 'range of ip', query: 'page.ip:87.1.*' },
  { name: 'asn', query: 'page.asn:AS1037' },
  { name: 'hash of one', query: `hash:${RARE_HASH}` },
  { name: 'hash of many', query: `hash:${COMMON_HASH}` },
  { name: 'title', query: 'title:"verification required"' },
  { name: 'url', query: 'url:owa/auth' },
  { name: 'servers by wildcard', query: 'page.server:nginx*' },
  { name: 'issuer and cookie', query: 'cert.issuer:"self-made" AND cookie:laravel_session' },
  { name: 'redirect and file', query: 'redirect:cutt.ly filename:*.exe' },
  { name: 'status and domain', query: 'status:error AND domain:securesecure.net' },
  { name: 'dates and country', query: 'date:[2026-02-01 TO 2026-02-14] AND country:EE' },
  { name: 'tag, user, scanner', query: 'tag:bank user:jonas scanner:lab' },
  { name: 'not', query: 'NOT page.country:(us OR de) -status:done' },
  {
    name: 'brackets',
    query: '(domain:loginsecure.ru OR asn:AS8511) AND NOT (status:error OR title:home)',
  },
  { name: 'second page', kind: 'second page', query: 'server:litespeed' },
  { name: 'facets', kind: 'facets', query: 'page.domain:loginsecure.ru' },
  {
    name: 'filter',
    kind: 'filter',
    query: 'status = "done" && url ~ "wp-login" && created < "2026-10-01"',
    sort: '-created',
  },
  {
    name: 'filter in another order',
    kind: 'filter',
    query: 'final_url ~ "winterbank" && (status = "done" || errorCode = "timeout")',
    sort: '-updated',
  },
];

const LIMIT = '50';

/** What is asked for it. */
export async function pathFor(app: SearchApp, each: SearchCase): Promise<string> {
  const { kind, query } = each;
  if (kind === 'facets') return `/api/v1/search/facets?${new URLSearchParams({ q: query })}`;
  if (kind === 'filter') {
    const asked = { filter: query, sort: each.sort ?? '-created', limit: LIMIT };
    return `/api/v1/scans?${new URLSearchParams(asked)}`;
  }
  const first = `/api/v1/search?${new URLSearchParams({ q: query, limit: LIMIT })}`;
  if (kind !== 'second page') return first;
  const { next } = (await app.ask(first)) as { next: string | null };
  if (next === null) throw new Error(`${each.name} has no second page`);
  return `${first}&${new URLSearchParams({ after: next })}`;
}
