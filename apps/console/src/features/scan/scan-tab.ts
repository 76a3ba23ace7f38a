export const SCAN_TABS = ['overview', 'network', 'html', 'data', 'metadata'] as const;
export type ScanTab = (typeof SCAN_TABS)[number];

/** The tab that the address asks for, the first one when it asks for none of ours. */
export function scanTab(value: unknown): ScanTab {
  return SCAN_TABS.find((tab) => tab === value) ?? 'overview';
}
