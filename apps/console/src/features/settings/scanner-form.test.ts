import type { Scanner } from '@webhood/contract';
import { expect, test } from 'vitest';
import { formOfScanner, readScannerForm } from './scanner-form.ts';

const SCANNER = {
  labels: ['region=eu', 'office'],
  configuration: {
    userAgent: null,
    language: 'fi-FI',
    stealth: true,
    skipCookiePrompts: false,
    atOnce: 2,
    proxy: 'http://***@proxy.example:3128',
  },
} as Scanner;
const FORM = formOfScanner(SCANNER);

test('a form that nobody has touched sets what is there, and leaves the proxy alone', () => {
  const { proxy: _, ...configuration } = SCANNER.configuration;
  expect(readScannerForm(FORM, FORM)).toEqual({
    change: { labels: SCANNER.labels, configuration },
    fault: null,
  });
});

test('an emptied field is unset', () => {
  const emptied = { ...FORM, language: ' ', atOnce: '', proxy: '', labels: '' };
  expect(readScannerForm(emptied, FORM).change).toMatchObject({
    labels: [],
    configuration: { language: null, atOnce: null, proxy: null },
  });
});

test.each([
  ['labels', { labels: 'region=eu what?' }],
  ['atOnce', { atOnce: 'two' }],
  ['atOnce', { atOnce: '0' }],
  ['language', { language: 'English' }],
  ['proxy', { proxy: 'proxy.example:3128' }],
  // The mask stands for a name and password that nobody here knows.
  ['proxy', { proxy: 'http://***@other.example:3128' }],
])('what the server would refuse of %s is said at its field: %o', (field, change) => {
  expect(readScannerForm({ ...FORM, ...change }, FORM).fault?.field).toBe(field);
});
