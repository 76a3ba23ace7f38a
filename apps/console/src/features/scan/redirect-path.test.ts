import { expect, test } from 'vitest';
import { redirectPath } from './redirect-path.ts';
import { scanTab } from './scan-tab.ts';

const scan = { url: 'https://a.example/', final_url: 'https://c.example/' };

test('every hop stands between the submitted and the final address', () => {
  const redirects = [
    {
      kind: 'http' as const,
      cause: 'http_status' as const,
      from: 'https://a.example/',
      to: 'https://b.example/',
      status: 302,
    },
    {
      kind: 'script' as const,
      cause: 'location' as const,
      from: 'https://b.example/',
      to: 'https://c.example/',
    },
  ];
  expect(redirectPath(scan, { redirects })).toEqual([
    { url: 'https://a.example/', via: null },
    { url: 'https://b.example/', via: { kind: 'http', cause: 'http_status', status: 302 } },
    { url: 'https://c.example/', via: { kind: 'script', cause: 'location' } },
  ]);
});

test('the final address is shown although no recorded redirect leads to it', () => {
  expect(redirectPath(scan, undefined).map(({ url }) => url)).toEqual([scan.url, scan.final_url]);
});

test('a page that stayed where it was is one step', () => {
  expect(redirectPath({ ...scan, final_url: scan.url }, { redirects: [] })).toHaveLength(1);
  expect(redirectPath({ ...scan, final_url: '' }, undefined)).toHaveLength(1);
});

test('an unknown tab in the address opens the first one', () => {
  expect(scanTab('network')).toBe('network');
  expect(scanTab('__proto__')).toBe('overview');
});
