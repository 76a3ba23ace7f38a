import { expect, test } from 'vitest';
import { findBrowser } from './find-browser.ts';

const only = (...paths: string[]) => ({
  path: '/usr/bin',
  platform: 'linux' as const,
  isExecutable: (path: string) => paths.includes(path),
});

test('the configured browser wins over every known one', () => {
  const search = only('/opt/mine', '/usr/lib/chromium/chromium');
  expect(findBrowser({ ...search, chromePath: '/opt/mine' })).toEqual({
    kind: 'found',
    path: '/opt/mine',
  });
});

test('a configured browser that is not there is an error, not a fallback', () => {
  const found = findBrowser({ ...only('/usr/lib/chromium/chromium'), chromePath: '/opt/none' });
  expect(found).toMatchObject({ kind: 'missing', code: 'browser_missing' });
});

test('the headless shell is preferred to the full browser', () => {
  const search = only('/usr/lib/chromium/chromium', '/usr/lib/chromium/chromium-headless-shell');
  expect(findBrowser(search)).toMatchObject({
    path: '/usr/lib/chromium/chromium-headless-shell',
  });
});

test('a browser is found by name in the search path', () => {
  expect(findBrowser(only('/usr/bin/google-chrome'))).toMatchObject({
    path: '/usr/bin/google-chrome',
  });
});

test('without any browser the message holds one command to run', () => {
  const found = findBrowser(only());
  expect(found).toMatchObject({ kind: 'missing' });
  expect(found.kind === 'missing' && found.message).toMatch(/apt-get install/);
});
