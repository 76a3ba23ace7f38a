import type { Exchange } from '@webhood/contract';
import { filterRows } from '../../ui/filter-rows.ts';
import { exchangeHost, exchangeSite, exchangeText, siteOf } from './exchange-index.ts';

export type Subset = 'all' | 'failed' | 'third' | 'redirects';
/** The first digit of a status, or `none` where there was no answer. */
export type StatusClass = '1' | '2' | '3' | '4' | '5' | 'none';

/** Empty strings leave a field out of account. */
export type ExchangeFilter = {
  text: string;
  type: string;
  status: StatusClass | '';
  domain: string;
  subset: Subset;
};

export const NO_FILTER: ExchangeFilter = {
  text: '',
  type: '',
  status: '',
  domain: '',
  subset: 'all',
};

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
      (filter.type === '' || exchange.resourceType === filter.type) &&
      (filter.status === '' || statusClassOf(exchange) === filter.status) &&
      (filter.domain === '' || exchangeSite(exchange) === filter.domain) &&
      isInSubset(exchange),
  );
  const found = filterRows(kept, filter.text, exchangeText);
  return sort.key === 'id' && !sort.descending ? found : found.toSorted(comparison(sort));
}

export function typesOf(exchanges: readonly Exchange[]): string[] {
  return [...new Set(exchanges.map((exchange) => exchange.resourceType))].sort();
}

/** Domains more than this do not fit a list to choose from; the text filter finds the others. */
const DOMAIN_BOUND = 200;

/** The registered domains asked, most asked first. */
export function domainsOf(exchanges: readonly Exchange[]): string[] {
  const counts = new Map<string, number>();
  for (const exchange of exchanges) {
    const site = exchangeSite(exchange);
    if (site) counts.set(site, (counts.get(site) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, x], [b, y]) => y - x || a.localeCompare(b))
    .slice(0, DOMAIN_BOUND)
    .map(([site]) => site);
}

export function statusClassOf({ response }: Exchange): StatusClass {
  if (!response) return 'none';
  const digit = String(Math.floor(response.status / 100));
  return (['1', '2', '3', '4', '5'] as const).find((each) => each === digit) ?? 'none';
}

/** Failed on the network, refused by the guard, or answered with an error. */
export function isFailed(exchange: Exchange): boolean {
  return exchange.failure !== undefined || (exchange.response?.status ?? 0) >= 400;
}

/** Exchanges of one host, in the order of the list. */
export type ExchangeGroup = {
  host: string;
  items: Exchange[];
  failed: number;
  sizeBytes: number;
};

/** The same rows by host, the host that comes first in the list first. */
export function groupByHost(exchanges: readonly Exchange[]): ExchangeGroup[] {
  const groups = new Map<string, ExchangeGroup>();
  for (const exchange of exchanges) {
    const host = exchangeHost(exchange) ?? '';
    const group = groups.get(host) ?? { host, items: [], failed: 0, sizeBytes: 0 };
    group.items.push(exchange);
    group.failed += isFailed(exchange) ? 1 : 0;
    group.sizeBytes += sizeOf(exchange) ?? 0;
    groups.set(host, group);
  }
  return [...groups.values()];
}

function subsetTest(subset: Subset, siteUrl: string): (exchange: Exchange) => boolean {
  if (subset === 'failed') return isFailed;
  if (subset === 'redirects') return ({ response }) => isRedirect(response?.status ?? 0);
  if (subset === 'third') {
    const site = siteOf(siteUrl);
    return (exchange) => {
      const other = exchangeSite(exchange);
      return other !== null && other !== site;
    };
  }
  return () => true;
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
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
