import { expect, test } from 'vitest';
import { type Pin, toggled } from './pins.ts';

const pin = (value: string, over: Partial<Pin> = {}): Pin => ({
  section: 'cookies',
  value,
  kind: 'text',
  scanId: 'a',
  host: 'a.example',
  ...over,
});

test('a second pin of the same value in another scan takes the first one out', () => {
  const pins = toggled([], pin('PHPSESSID'));
  expect(toggled(pins, pin('PHPSESSID', { scanId: 'b' }))).toEqual([]);
});

test('the same value of another kind of evidence is another pin', () => {
  const pins = toggled([pin('x')], pin('x', { section: 'storage' }));
  expect(pins.map(({ section }) => section)).toEqual(['storage', 'cookies']);
});

test('pins are bounded, and the oldest go', () => {
  let pins: readonly Pin[] = [];
  for (let index = 0; index < 60; index += 1) pins = toggled(pins, pin(String(index)));
  expect(pins).toHaveLength(50);
  expect(pins[0]?.value).toBe('59');
});
