import type { Report, Scan } from '@webhood/contract';

/** What each tab of the scan page is given. */
export type TabProps = {
  scan: Scan;
  report: Report;
  /** The part of the tab that the address names, whatever it is. */
  view: string | undefined;
  onView: (view: string) => void;
};
