import type { Scan } from '@webhood/contract';

/** The loaded pages of the scan list, newest first. Pure, so that live updates can be tested. */
export type ScanPages = { pages: Scan[][]; pageParams: unknown[] };

/** Whether `next` is later news than `current`; the same moment counts, events come in order. */
export function isNewer(next: Scan, current: Scan): boolean {
  return Date.parse(next.updated) >= Date.parse(current.updated);
}

/** The list with one scan as an event brought it: replaced in place, or put where it belongs. */
export function withScan(data: ScanPages, scan: Scan): ScanPages {
  const known = data.pages.some((page) => page.some(({ id }) => id === scan.id));
  return known ? replaced(data, scan) : inserted(data, scan);
}

export function withoutScan(data: ScanPages, id: string): ScanPages {
  return mapPages(data, (page) =>
    page.some((scan) => scan.id === id) ? page.filter((scan) => scan.id !== id) : page,
  );
}

/** Each scan once: pages fetched while the list moved may overlap. */
export function flatten(data: ScanPages | undefined): Scan[] {
  const byId = new Map<string, Scan>();
  for (const page of data?.pages ?? []) {
    for (const scan of page) if (!byId.has(scan.id)) byId.set(scan.id, scan);
  }
  return [...byId.values()];
}

function replaced(data: ScanPages, scan: Scan): ScanPages {
  return mapPages(data, (page) =>
    page.some(({ id }) => id === scan.id)
      ? page.map((each) => (each.id === scan.id && isNewer(scan, each) ? scan : each))
      : page,
  );
}

/** A scan older than all that is loaded stays out: its page has yet to come. */
function inserted(data: ScanPages, scan: Scan): ScanPages {
  const created = Date.parse(scan.created);
  let done = false;
  const result = mapPages(data, (page) => {
    if (done) return page;
    const index = page.findIndex((each) => Date.parse(each.created) <= created);
    if (index === -1) return page;
    done = true;
    return [...page.slice(0, index), scan, ...page.slice(index)];
  });
  const isEmpty = data.pages.every((page) => page.length === 0);
  return isEmpty && !done ? { ...data, pages: [[scan], ...data.pages.slice(1)] } : result;
}

function mapPages(data: ScanPages, map: (page: Scan[]) => Scan[]): ScanPages {
  return { ...data, pages: data.pages.map(map) };
}
