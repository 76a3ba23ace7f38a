import { expect, test } from 'vitest';
import { optionsFromFlags } from './scan-options.ts';

test('without flags the options are the contract’s defaults', () => {
  expect(optionsFromFlags({ js: true })).toEqual({
    rate: 'balanced',
    device: 'desktop',
    fullPage: false,
    javascript: true,
    stealth: false,
    skipCookiePrompts: false,
    earlyScreenshot: false,
    timeoutMs: 60_000,
  });
});

test('every flag reaches its option', () => {
  const options = optionsFromFlags({
    js: false,
    rate: 'slow',
    device: 'mobile',
    viewport: { width: 800, height: 600 },
    fullPage: true,
    userAgent: 'x/1',
    lang: 'fi-FI',
    timeZone: 'Europe/Helsinki',
    stealth: true,
    skipCookiePrompts: true,
    earlyScreenshot: true,
    referer: 'https://a.com/',
    header: [['X-A', 'b']],
    cookie: [{ name: 'k', value: 'v' }],
    proxy: 'socks5://jo:secret@proxy.example',
    timeout: 7.5,
  });
  expect(options).toEqual({
    rate: 'slow',
    device: 'mobile',
    viewport: { width: 800, height: 600 },
    fullPage: true,
    javascript: false,
    userAgent: 'x/1',
    language: 'fi-FI',
    timeZone: 'Europe/Helsinki',
    stealth: true,
    skipCookiePrompts: true,
    earlyScreenshot: true,
    referer: 'https://a.com/',
    headers: { 'X-A': 'b' },
    cookies: [{ name: 'k', value: 'v' }],
    proxy: 'socks5://jo:secret@proxy.example',
    timeoutMs: 7_500,
  });
});

test('a value out of its bounds is bad usage that names the flag, in the flag’s unit', () => {
  expect(() => optionsFromFlags({ js: true, timeout: 1 })).toThrow(/--timeout: .*5 s/);
  expect(() => optionsFromFlags({ js: true, viewport: { width: 1, height: 600 } })).toThrow(
    /--viewport/,
  );
  expect(() => optionsFromFlags({ js: true, timeZone: 'Mars/Base' })).toThrow(/--time-zone/);
  expect(() => optionsFromFlags({ js: true, header: [['Host', 'x']] })).toThrow(/--header/);
  expect(() => optionsFromFlags({ js: true, proxy: 'ftp://a.com' })).toThrow(/--proxy/);
});
