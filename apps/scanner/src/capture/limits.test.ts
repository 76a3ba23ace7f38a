import { REPORT_LISTS } from '@webhood/contract';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../egress/limits.ts';
import { CAPTURE_LIMITS } from './limits.ts';

test('a report with everything that a capture may record is within the bounds of the contract', () => {
  const most: Partial<Record<keyof typeof REPORT_LISTS, number>> = {
    exchanges: CAPTURE_LIMITS.exchanges,
    redirects: CAPTURE_LIMITS.redirects,
    headers: CAPTURE_LIMITS.headers,
    alternativeNames: CAPTURE_LIMITS.headers,
    links: CAPTURE_LIMITS.links,
    cookies: CAPTURE_LIMITS.cookies,
    console: CAPTURE_LIMITS.consoleMessages,
    dialogs: CAPTURE_LIMITS.dialogs,
    popups: CAPTURE_LIMITS.targets,
    certificates: CAPTURE_LIMITS.targets,
    downloads: CAPTURE_LIMITS.downloadsSeen,
    // The allowed ones, and as many that were not.
    connections: DEFAULT_LIMITS.recorded * 2,
  };
  for (const [name, max] of Object.entries(REPORT_LISTS)) {
    expect(max, name).toBeGreaterThanOrEqual(most[name as keyof typeof REPORT_LISTS] ?? 0);
  }
});
