import { expect, test } from 'vitest';
import { draftOf, emptyDraft, ruleOf, scanIdOf } from './retention-draft.ts';

test('a rule is the same after it was shown in the form', () => {
  const rule = {
    tag: 'noise',
    states: ['error' as const],
    maxAgeDays: 30,
    maxCount: 1_000_000,
    maxBytes: 123_456_789_012,
  };
  expect(ruleOf(draftOf(rule))).toEqual({ rule });
});

test('an empty form keeps everything', () => {
  const rule = { tag: null, states: [], maxAgeDays: null, maxCount: null, maxBytes: null };
  expect(ruleOf(emptyDraft())).toEqual({ rule });
});

test('every field that would not do is named', () => {
  const draft = { ...emptyDraft(), tag: 'two words', maxAgeDays: '1.5', maxCount: 'x' };
  expect(ruleOf({ ...draft, maxBytes: '-1' })).toEqual({
    faults: ['tag', 'maxAgeDays', 'maxCount', 'maxBytes'],
  });
});

test.each(['abc', ' abc ', 'https://webhood.example.org/scans/abc?tab=dom', '/scans/abc/#x'])(
  'the ID in %j',
  (pasted) => {
    expect(scanIdOf(pasted)).toBe('abc');
  },
);
