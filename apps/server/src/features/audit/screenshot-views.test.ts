import { expect, test } from 'vitest';
import type { AuditRecord } from './audit.store.ts';
import { createRecentKeys } from './recent-keys.ts';
import { createScreenshotViews } from './screenshot-views.ts';

const ANN = { kind: 'user', id: 'ann', name: 'ann' } as const;
const BOB = { kind: 'user', id: 'bob', name: 'bob' } as const;

test('the screenshots that one reader is shown are one entry, which names each scan once', async () => {
  const written: AuditRecord[] = [];
  const views = createScreenshotViews({ write: async (record) => void written.push(record) });
  for (const scan of ['a', 'b', 'a']) views.note(ANN, '192.0.2.1', scan);
  views.note(BOB, '192.0.2.1', 'a');
  expect(written).toEqual([]);
  await views.stop();
  expect(written).toMatchObject([
    { action: 'screenshots.viewed', actor: ANN, details: { scans: ['a', 'b'] } },
    { actor: BOB, details: { scans: ['a'] } },
  ]);
});

test('an entry that is full is written at once, and nothing is left out', async () => {
  const written: AuditRecord[] = [];
  const views = createScreenshotViews({ write: async (record) => void written.push(record) });
  for (let i = 0; i < 450; i++) views.note(ANN, '192.0.2.1', `scan-${i}`);
  expect(written).toHaveLength(2);
  await views.stop();
  const named = written.flatMap(({ details }) => details?.scans as string[]);
  expect(new Set(named).size).toBe(450);
});

test('a key is new again after its window, and the oldest is forgotten past the bound', () => {
  let time = 0;
  const keys = createRecentKeys({ windowMs: 10, most: 2, now: () => time });
  expect([keys.isNew('a'), keys.isNew('a')]).toEqual([true, false]);
  time = 10;
  expect(keys.isNew('a')).toBe(true);
  expect([keys.isNew('b'), keys.isNew('c')]).toEqual([true, true]);
  expect(keys.isNew('a')).toBe(true);
  expect(keys.isNew('c')).toBe(false);
});
