import { expect, test } from 'vitest';
import { fittingItems, looksLikeUrl, type PaletteItem } from './palette-items.ts';

const item = (group: PaletteItem['group'], label: string): PaletteItem => ({
  id: label,
  group,
  label,
  run: () => {},
});

test.each([
  ['https://example.com/', true],
  ['hxxps://evil[.]example/a', true],
  ['example.com', true],
  ['example.com:8080/x', true],
  ['192.0.2.1', true],
  ['login page', false],
  ['domain:example.com', false],
  ['title:"a.b"', false],
  ['scans', false],
])('%j looks like a URL: %j', (typed, is) => {
  expect(looksLikeUrl(typed)).toBe(is);
});

test('items fit when every word is in them, and no group takes all the room', () => {
  const many = Array.from({ length: 30 }, (_, index) => item('recent', `scan ${index}`));
  expect(fittingItems([item('go', 'Settings'), ...many], '')).toHaveLength(7);
  expect(fittingItems([item('go', 'Scanners settings'), item('go', 'Users')], 'sett scan')).toEqual(
    [expect.objectContaining({ label: 'Scanners settings' })],
  );
});
