import { ScanOptions } from '@webhood/contract';
import { expect, test } from 'vitest';
import { changedCount, DEFAULT_OPTIONS_FORM, formOfOptions, readOptions } from './options-form.ts';

const read = (change: Partial<typeof DEFAULT_OPTIONS_FORM>) =>
  readOptions({ ...DEFAULT_OPTIONS_FORM, ...change });

test('an untouched form sends no options and has no faults', () => {
  expect(read({})).toEqual({ options: {}, settings: { visibility: 'team' }, faults: [] });
  expect(changedCount(DEFAULT_OPTIONS_FORM)).toBe(0);
});

test('every field reaches the contract', () => {
  const { options, faults } = read({
    rate: 'slow',
    device: 'mobile',
    width: '390',
    height: '844',
    fullPage: true,
    earlyScreenshot: true,
    javascript: false,
    stealth: true,
    skipCookiePrompts: true,
    userAgent: ' curl/8 ',
    language: 'fi-FI',
    timeZone: ' Europe/Helsinki',
    referer: 'https://mail.example/',
    proxy: 'http://jo:pw@proxy.example:3128',
    headers: 'X-One: a: b\n\nX-Two: c',
    cookies: 'sid=1=2',
    timeoutSeconds: '90',
  });
  expect(faults).toEqual([]);
  expect(ScanOptions.parse(options)).toEqual({
    rate: 'slow',
    device: 'mobile',
    viewport: { width: 390, height: 844 },
    fullPage: true,
    earlyScreenshot: true,
    javascript: false,
    stealth: true,
    skipCookiePrompts: true,
    userAgent: 'curl/8',
    language: 'fi-FI',
    timeZone: 'Europe/Helsinki',
    referer: 'https://mail.example/',
    proxy: 'http://jo:pw@proxy.example:3128',
    headers: { 'X-One': 'a: b', 'X-Two': 'c' },
    cookies: [{ name: 'sid', value: '1=2' }],
    timeoutMs: 90_000,
  });
});

test.each([
  [{ width: '100' }, 'width'],
  [{ width: '800', height: 'x' }, 'width'],
  [{ language: 'english please' }, 'language'],
  [{ timeZone: 'Mars/Base' }, 'timeZone'],
  [{ referer: 'javascript:alert(1)' }, 'referer'],
  [{ proxy: 'socks5://***@proxy.example' }, 'proxy'],
  [{ timeoutSeconds: '1' }, 'timeoutSeconds'],
  [{ timeoutSeconds: 'soon' }, 'timeoutSeconds'],
  [{ headers: 'Host: evil' }, 'headers'],
  [{ headers: 'no separator' }, 'headers'],
  [{ cookies: '=x' }, 'cookies'],
])('%o is a fault of its field', (change, field) => {
  const { faults } = read(change);
  expect(faults.map((fault) => fault.field)).toContain(field);
  expect(faults.every((fault) => fault.message !== '')).toBe(true);
});

test('options of an earlier scan come back into the form, but no masked value', () => {
  const { options } = read({ rate: 'fast', width: '800', height: '600', headers: 'X-One: secret' });
  const form = formOfOptions(ScanOptions.parse(options));
  expect(form).toMatchObject({ rate: 'fast', width: '800', height: '600', headers: '' });
});

test('tags are words in lower case, each once, and one that is none is named', () => {
  expect(read({ tags: 'Phishing, q3 phishing' }).settings.tags).toEqual(['phishing', 'q3']);
  expect(read({ tags: 'ok -bad' }).faults).toEqual([
    { field: 'tags', message: expect.stringContaining('“-bad”') },
  ]);
});

test('scanner, priority and reuse are sent only where they were chosen', () => {
  const { settings } = read({ scanner: 'abc', priority: 'low', reuseMinutes: '60' });
  expect(settings).toEqual({
    visibility: 'team',
    scanner: 'abc',
    priority: 'low',
    reuseMinutes: 60,
  });
});
