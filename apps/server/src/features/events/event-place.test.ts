import fc from 'fast-check';
import { expect, test } from 'vitest';
import { idOf, placeOf } from './event-place.ts';

test('an id names its place, and nothing else is an id', () => {
  const history = '0123456789abcdef'.repeat(2);
  fc.assert(
    fc.property(fc.nat(), (transaction) => {
      const place = { history, transaction };
      expect(placeOf(idOf(place))).toEqual(place);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(placeOf(text)).toBeUndefined();
    }),
  );
});
