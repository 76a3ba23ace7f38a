import { describe, expect, it } from 'vitest';
import { parseNetworks } from './networks.ts';

describe('a list of networks', () => {
  it('is read with its bounds', () => {
    expect(parseNetworks([' 10.0.0.0/8 ', 'fd00::/8'])).toMatchObject({
      kind: 'valid',
      networks: [
        { family: 4, prefixLength: 8, first: 0x0a000000n, last: 0x0affffffn },
        { family: 6, prefixLength: 8 },
      ],
      cautions: ['fd00::/8 includes the cloud metadata address fd00:ec2::254.'],
    });
  });

  it('is refused with every fault named', () => {
    expect(
      parseNetworks([
        '10.0.0.0/8',
        'intranet',
        '10.0.0.1',
        '10.0.0.1/8',
        '10.0.0.0/33',
        '::/129',
        'fd00::1/8',
        '10.0.0.0/8/8',
        '10.0.0.0/08',
        '10/8',
        'fe80::%eth0/10',
        '',
      ]),
    ).toEqual({
      kind: 'invalid',
      faults: [
        '"intranet" is not a network; write one such as 10.0.0.0/8 or fd00::/8.',
        '"10.0.0.1" has no prefix length; for this one address write 10.0.0.1/32.',
        '"10.0.0.1/8" does not start at a network address; did you mean 10.0.0.0/8?',
        '"10.0.0.0/33" has a wrong prefix length; it must be a number from 0 to 32.',
        '"::/129" has a wrong prefix length; it must be a number from 0 to 128.',
        '"fd00::1/8" does not start at a network address; did you mean fd00::/8?',
        '"10.0.0.0/8/8" is not a network; write one such as 10.0.0.0/8 or fd00::/8.',
        '"10.0.0.0/08" has a wrong prefix length; it must be a number from 0 to 32.',
        '"10/8" is not a network; write one such as 10.0.0.0/8 or fd00::/8.',
        '"fe80::%eth0/10" is not a network; write one such as 10.0.0.0/8 or fd00::/8.',
        '"" is not a network; write one such as 10.0.0.0/8 or fd00::/8.',
      ],
    });
  });
});
