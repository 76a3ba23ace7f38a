import type { Exchange } from '@webhood/contract';
import { getDomain } from 'tldts';
import { hostOf } from '../../ui/evidence/defang.ts';
import { filterRows } from '../../ui/filter-rows.ts';

export type Subset = 'all' | 'failed' | 'third' | 'redirects';

export type ExchangeFilter = { text: string; type: string; subset: Subset };

export const NO_FILTER: ExchangeFilter = { text: '', type: '', subset: 'all' };

export type SortKey = 'id' | 'method' | 'status' | 'url' | 'type' | 'address' | 'size' | 'time';
export type ExchangeSort = { key: SortKey; descending: boolean };

/** The rows that the filter leaves, in the order asked for. */
export function selectExchanges(
  exchanges: readonly Exchange[],
  filter: ExchangeFilter,
  sort: ExchangeSort,
  siteUrl: string,
): readonly Exchange[] {
  const isInSubset = subsetTest(filter.subset, siteUrl);
  const kept = exchanges.filter(
    (exchange) =>
      (filter.type === '' || exchange.resourceType === filter.type) && isInSubset(exchange),
  );
  const found = filterRows(kept, filter.text, exchangeText);
  return sort.key === 'id' && !sort.descending ? found : found.toSorted(comparison(sort));
}

export function typesOf(exchanges: readonly Exchange[]): string[] {
  return [...new Set(exchanges.map((exchange) => exchange.resourceType))].sort();
}

/** Failed on the network, refused by the guard, or answered with an error. */
export function isFailed(exchange: Exchange): boolean {
  return exchange.failure !== undefined || (exchange.response?.status ?? 0) >= 400;
}

/** The domain that someone registered: `a.b.example.co.uk` → `example.co.uk`. */
export function siteOf(url: string): string | null {
  const host = hostOf(url);
  return host === null ? null : (getDomain(host, { allowPrivateDomains: true }) ?? host);
}

function subsetTest(subset: Subset, siteUrl: string): (exchange: Exchange) => boolean {
  if (subset === 'failed') return isFailed;
  if (subset === 'redirects') return ({ response }) => isRedirect(response?.status ?? 0);
  if (subset === 'third') {
    const site = siteOf(siteUrl);
    return ({ request }) => {
      const other = siteOf(request.url);
      return other !== null && other !== site;
    };
  }
  return () => true;
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

function exchangeText({ request, response, failure, resourceType, body }: Exchange): string {
  return [
    request.method,
    request.url,
    response?.status ?? '',
    response?.mediaType ?? '',
    response?.remoteAddress?.ip ?? '',
    resourceType,
    failure?.error ?? '',
    body?.sha256 ?? '',
  ].join('\n');
}

const VALUES: Record<SortKey, (exchange: Exchange) => number | string> = {
  id: ({ id }) => id,
  method: ({ request }) => request.method,
  status: ({ response }) => response?.status ?? 0,
  url: ({ request }) => request.url,
  type: ({ resourceType }) => resourceType,
  address: ({ response }) => response?.remoteAddress?.ip ?? '',
  size: (exchange) => sizeOf(exchange) ?? -1,
  time: ({ timing }) => timing.totalMs ?? -1,
};

/** What went over the wire; the body's own size where only that is known. */
export function sizeOf(exchange: Exchange): number | undefined {
  return exchange.transferredBytes ?? exchange.body?.size;
}

function comparison({ key, descending }: ExchangeSort) {
  const value = VALUES[key];
  const sign = descending ? -1 : 1;
  return (a: Exchange, b: Exchange) => {
    const left = value(a);
    const right = value(b);
    // Equal values keep the order in which they were asked for.
    return left === right ? a.id - b.id : left < right ? -sign : sign;
  };
}
