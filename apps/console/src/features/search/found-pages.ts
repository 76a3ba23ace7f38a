import type { Scan, SearchPage } from '@webhood/contract';
import { isNewer } from '../scans/scan-pages.ts';

/** The loaded pages of a search, newest first. */
export type FoundPages = { pages: SearchPage[]; pageParams: unknown[] };

/** Each scan once, in order. */
export function foundScans(data: FoundPages | undefined): Scan[] {
  const byId = new Map<string, Scan>();
  for (const { items } of data?.pages ?? []) {
    for (const scan of items) if (!byId.has(scan.id)) byId.set(scan.id, scan);
  }
  return [...byId.values()];
}

/** A scan that was found, as an event brought it. New ones stay out: who knows whether they match. */
export function withFound(data: FoundPages, scan: Scan): FoundPages {
  return mapItems(data, scan.id, (items) =>
    items.map((each) => (each.id === scan.id && isNewer(scan, each) ? scan : each)),
  );
}

export function withoutFound(data: FoundPages, id: string): FoundPages {
  return mapItems(data, id, (items) => items.filter((scan) => scan.id !== id));
}

function mapItems(data: FoundPages, id: string, map: (items: Scan[]) => Scan[]): FoundPages {
  const pages = data.pages.map((page) =>
    page.items.some((scan) => scan.id === id) ? { ...page, items: map(page.items) } : page,
  );
  return pages.some((page, index) => page !== data.pages[index]) ? { ...data, pages } : data;
}
