import fc from 'fast-check';
import { expect, test } from 'vitest';
import { announcedLength } from './announced-length.ts';

const refusal = (headers: Record<string, string>) => {
  try {
    return announcedLength(headers);
  } catch (error) {
    return error;
  }
};

test('a body without a length, or in chunks, needs one', () => {
  const chunked = { 'transfer-encoding': 'chunked' };
  for (const headers of [{}, chunked, { ...chunked, 'content-length': '3' }]) {
    expect(refusal(headers)).toMatchObject({ code: 'length_required', status: 411 });
  }
});

test.each(['', ' ', '-1', '+1', '1.5', '1e3', '0x10', 'many', '3, 3', '9'.repeat(16)])(
  'the length %j is refused as malformed',
  (length) => {
    expect(refusal({ 'content-length': length })).toMatchObject({
      code: 'invalid_request',
      status: 400,
    });
  },
);

test('what is accepted is the number that was written, whatever was written', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.nat().map(String)), (length) => {
      const bytes = refusal({ 'content-length': length });
      if (typeof bytes === 'number') {
        expect(Number.isSafeInteger(bytes) && bytes >= 0).toBe(true);
        expect(String(bytes)).toBe(length.replace(/^0+(?=\d)/, ''));
      } else expect(length).not.toMatch(/^\d{1,15}$/);
    }),
  );
});
