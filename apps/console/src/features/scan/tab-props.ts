import type { Report, Scan } from '@webhood/contract';

/** What each tab of the scan page is given. */
export type TabProps = { scan: Scan; report: Report };
