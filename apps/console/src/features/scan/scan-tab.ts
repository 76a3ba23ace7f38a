export const SCAN_TABS = ['overview', 'network', 'redirects', 'dom', 'data', 'metadata'] as const;
export type ScanTab = (typeof SCAN_TABS)[number];

/** The tab that the address asks for, the first one when it asks for none of ours. */
export function scanTab(value: unknown): ScanTab {
  // The name that the tab had before; addresses with it are in people's notes.
  if (value === 'html') return 'dom';
  return SCAN_TABS.find((tab) => tab === value) ?? 'overview';
}

/** What the address of a scan page says: the tab, and which part of it. */
export function scanSearch(search: Record<string, unknown>): { tab: ScanTab; view?: string } {
  const { view } = search;
  // The router reads `view=3` as a number.
  const hasView = typeof view === 'string' || typeof view === 'number';
  return { tab: scanTab(search.tab), ...(hasView ? { view: String(view) } : {}) };
}
