import { expect, test } from 'vitest';
import { identify } from './user-agent.ts';

const BROWSER = {
  product: 'Chrome/156.0.8078.79',
  userAgent:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36',
};
const WINDOWS_CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
const given = (userAgent: string) =>
  identify(BROWSER, { userAgent, isMobile: false, isStealthy: false });
const brandsOf = ({ userAgentMetadata: hints }: ReturnType<typeof identify>) =>
  hints?.brands?.map(({ brand, version }) => `${brand} ${version}`);

test('headless is never said, and the brand is Google’s only when stealth is asked for', () => {
  const plain = identify(BROWSER, { isMobile: false, isStealthy: false });
  const stealthy = identify(BROWSER, { isMobile: false, isStealthy: true });
  expect(plain.userAgent).not.toContain('Headless');
  expect(brandsOf(plain)).not.toContain('Google Chrome 156');
  expect(brandsOf(stealthy)).toContain('Google Chrome 156');
});

test('the brands of a version are in the order, and with the filler, of that version', () => {
  // As Chrome 131 sends it.
  expect(brandsOf(given(WINDOWS_CHROME))).toEqual([
    'Google Chrome 131',
    'Chromium 131',
    'Not_A Brand 24',
  ]);
});

test.each([
  [WINDOWS_CHROME, 'Win32', 'Windows'],
  [WINDOWS_CHROME.replace(/\(.*?\)/, '(Macintosh; Intel Mac OS X 10_15_7)'), 'MacIntel', 'macOS'],
  [WINDOWS_CHROME.replace(/\(.*?\)/, '(Linux; Android 10; K)'), 'Linux armv81', 'Android'],
])('platform and hints of %s agree with it', (userAgent, platform, hint) => {
  const override = given(userAgent);
  expect(override.platform).toBe(platform);
  expect(override.userAgentMetadata?.platform).toBe(hint);
  expect(override.userAgentMetadata?.fullVersionList).toContainEqual({
    brand: 'Chromium',
    version: '131.0.0.0',
  });
});

test.each([
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.0.0 Mobile/15E148 Safari/604.1',
  'curl/8.5.0',
])('%s sends no hints, as its browser sends none', (userAgent) => {
  expect(given(userAgent)).not.toHaveProperty('userAgentMetadata');
});
