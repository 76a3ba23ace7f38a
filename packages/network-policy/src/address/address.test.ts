import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from './address.ts';

describe('an address in text', () => {
  it('is read as the URL parser reads it, in every spelling of IPv6', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
        expect(parseAddress(text)).toEqual(parseAddress(canonical));
        expect(parseAddress(text).kind).toBe('address');
      }),
      { numRuns: 3_000 },
    );
  });

  it('is an address only where the sockets of Node see one too', () => {
    const nearly = fc
      .array(fc.constantFrom('1', '0', '255', '256', '.', ':', '::', 'ffff', '%1', 'g', ' '), {
        maxLength: 9,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(nearly, fc.ipV4(), fc.ipV6()), (text) => {
        if (parseAddress(text).kind === 'address') expect(isIP(text)).not.toBe(0);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is written so that it reads as the same address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const parsed = parseAddress(text);
        if (parsed.kind !== 'address') throw new Error(text);
        expect(parseAddress(formatAddress(parsed.address))).toEqual(parsed);
      }),
    );
  });
});
