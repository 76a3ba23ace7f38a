import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAddressPolicy } from './policy.ts';
import { CLOUD_METADATA, IPV4_RANGES, IPV6_RANGES } from './special-ranges.ts';

const policy = createAddressPolicy();
const PUBLIC = 'public';

function ruleFor(address: string, judged = policy): string {
  const verdict = judged.judge(address);
  return verdict.allowed ? PUBLIC : verdict.rule;
}

/**
 * Written out by hand, not derived from the table under test:
 * range, its rule, first, last, then the address before it and the one after it with their rules.
 */
const EDGES: [string, string, string, string, string, string, string, string][] = [
  ['0.0.0.0/8', 'this_network', '0.0.0.0', '0.255.255.255', '', '', '1.0.0.0', PUBLIC],
  [
    '10.0.0.0/8',
    'private',
    '10.0.0.0',
    '10.255.255.255',
    '9.255.255.255',
    PUBLIC,
    '11.0.0.0',
    PUBLIC,
  ],
  [
    '100.64.0.0/10',
    'shared_address_space',
    '100.64.0.0',
    '100.127.255.255',
    '100.63.255.255',
    PUBLIC,
    '100.128.0.0',
    PUBLIC,
  ],
  [
    '127.0.0.0/8',
    'loopback',
    '127.0.0.0',
    '127.255.255.255',
    '126.255.255.255',
    PUBLIC,
    '128.0.0.0',
    PUBLIC,
  ],
  [
    '169.254.0.0/16',
    'link_local',
    '169.254.0.0',
    '169.254.255.255',
    '169.253.255.255',
    PUBLIC,
    '169.255.0.0',
    PUBLIC,
  ],
  [
    '172.16.0.0/12',
    'private',
    '172.16.0.0',
    '172.31.255.255',
    '172.15.255.255',
    PUBLIC,
    '172.32.0.0',
    PUBLIC,
  ],
  [
    '192.0.0.0/24',
    'protocol_assignments',
    '192.0.0.0',
    '192.0.0.255',
    '191.255.255.255',
    PUBLIC,
    '192.0.1.0',
    PUBLIC,
  ],
  [
    '192.0.2.0/24',
    'documentation',
    '192.0.2.0',
    '192.0.2.255',
    '192.0.1.255',
    PUBLIC,
    '192.0.3.0',
    PUBLIC,
  ],
  [
    '192.31.196.0/24',
    PUBLIC,
    '192.31.196.0',
    '192.31.196.255',
    '192.31.195.255',
    PUBLIC,
    '192.31.197.0',
    PUBLIC,
  ],
  [
    '192.52.193.0/24',
    PUBLIC,
    '192.52.193.0',
    '192.52.193.255',
    '192.52.192.255',
    PUBLIC,
    '192.52.194.0',
    PUBLIC,
  ],
  [
    '192.88.99.0/24',
    '6to4_relay',
    '192.88.99.0',
    '192.88.99.255',
    '192.88.98.255',
    PUBLIC,
    '192.88.100.0',
    PUBLIC,
  ],
  [
    '192.168.0.0/16',
    'private',
    '192.168.0.0',
    '192.168.255.255',
    '192.167.255.255',
    PUBLIC,
    '192.169.0.0',
    PUBLIC,
  ],
  [
    '192.175.48.0/24',
    PUBLIC,
    '192.175.48.0',
    '192.175.48.255',
    '192.175.47.255',
    PUBLIC,
    '192.175.49.0',
    PUBLIC,
  ],
  [
    '198.18.0.0/15',
    'benchmarking',
    '198.18.0.0',
    '198.19.255.255',
    '198.17.255.255',
    PUBLIC,
    '198.20.0.0',
    PUBLIC,
  ],
  [
    '198.51.100.0/24',
    'documentation',
    '198.51.100.0',
    '198.51.100.255',
    '198.51.99.255',
    PUBLIC,
    '198.51.101.0',
    PUBLIC,
  ],
  [
    '203.0.113.0/24',
    'documentation',
    '203.0.113.0',
    '203.0.113.255',
    '203.0.112.255',
    PUBLIC,
    '203.0.114.0',
    PUBLIC,
  ],
  [
    '224.0.0.0/4',
    'multicast',
    '224.0.0.0',
    '239.255.255.255',
    '223.255.255.255',
    PUBLIC,
    '240.0.0.0',
    'reserved',
  ],
  [
    '240.0.0.0/4',
    'reserved',
    '240.0.0.0',
    '255.255.255.254',
    '239.255.255.255',
    'multicast',
    '255.255.255.255',
    'broadcast',
  ],
  [
    '255.255.255.255/32',
    'broadcast',
    '255.255.255.255',
    '255.255.255.255',
    '255.255.255.254',
    'reserved',
    '',
    '',
  ],
  [
    '::/0',
    'not_global_unicast',
    '0:1::',
    'fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    '',
    '',
    '',
    '',
  ],
  [
    '2000::/3',
    PUBLIC,
    '2000::',
    '3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    'not_global_unicast',
    '4000::',
    'not_global_unicast',
  ],
  ['::/128', 'unspecified', '::', '::', '', '', '::1', 'loopback'],
  ['::1/128', 'loopback', '::1', '::1', '::', 'unspecified', '::2', 'ipv4_compatible'],
  [
    '::/96',
    'ipv4_compatible',
    '::2',
    '::ffff:ffff',
    '::1',
    'loopback',
    '::1:0:0',
    'not_global_unicast',
  ],
  [
    '::ffff:0:0:0/96',
    'ipv4_translated',
    '::ffff:0:0:0',
    '::ffff:0:ffff:ffff',
    '::fffe:ffff:ffff:ffff',
    'not_global_unicast',
    '::ffff:1:0:0',
    'not_global_unicast',
  ],
  [
    '64:ff9b:1::/48',
    'local_translation',
    '64:ff9b:1::',
    '64:ff9b:1:ffff:ffff:ffff:ffff:ffff',
    '64:ff9b:0:ffff:ffff:ffff:ffff:ffff',
    'not_global_unicast',
    '64:ff9b:2::',
    'not_global_unicast',
  ],
  [
    '100::/64',
    'discard',
    '100::',
    '100::ffff:ffff:ffff:ffff',
    'ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    'not_global_unicast',
    '100:0:0:1::',
    'dummy',
  ],
  [
    '100:0:0:1::/64',
    'dummy',
    '100:0:0:1::',
    '100::1:ffff:ffff:ffff:ffff',
    '100::ffff:ffff:ffff:ffff',
    'discard',
    '100:0:0:2::',
    'not_global_unicast',
  ],
  [
    '2001::/23',
    'protocol_assignments',
    '2001:1::',
    '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff',
    '2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    PUBLIC,
    '2001:200::',
    PUBLIC,
  ],
  [
    '2001:2::/48',
    'benchmarking',
    '2001:2::',
    '2001:2:0:ffff:ffff:ffff:ffff:ffff',
    '2001:1:ffff:ffff:ffff:ffff:ffff:ffff',
    'protocol_assignments',
    '2001:2:1::',
    'protocol_assignments',
  ],
  [
    '2001:3::/32',
    PUBLIC,
    '2001:3::',
    '2001:3:ffff:ffff:ffff:ffff:ffff:ffff',
    '2001:2:ffff:ffff:ffff:ffff:ffff:ffff',
    'protocol_assignments',
    '2001:4::',
    'protocol_assignments',
  ],
  [
    '2001:4:112::/48',
    PUBLIC,
    '2001:4:112::',
    '2001:4:112:ffff:ffff:ffff:ffff:ffff',
    '2001:4:111:ffff:ffff:ffff:ffff:ffff',
    'protocol_assignments',
    '2001:4:113::',
    'protocol_assignments',
  ],
  [
    '2001:10::/28',
    'orchid',
    '2001:10::',
    '2001:1f:ffff:ffff:ffff:ffff:ffff:ffff',
    '2001:f:ffff:ffff:ffff:ffff:ffff:ffff',
    'protocol_assignments',
    '2001:20::',
    PUBLIC,
  ],
  [
    '2001:20::/28',
    PUBLIC,
    '2001:20::',
    '2001:2f:ffff:ffff:ffff:ffff:ffff:ffff',
    '2001:1f:ffff:ffff:ffff:ffff:ffff:ffff',
    'orchid',
    '2001:30::',
    PUBLIC,
  ],
  [
    '2001:30::/28',
    PUBLIC,
    '2001:30::',
    '2001:3f:ffff:ffff:ffff:ffff:ffff:ffff',
    '2001:2f:ffff:ffff:ffff:ffff:ffff:ffff',
    PUBLIC,
    '2001:40::',
    'protocol_assignments',
  ],
  [
    '2001:db8::/32',
    'documentation',
    '2001:db8::',
    '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
    '2001:db7:ffff:ffff:ffff:ffff:ffff:ffff',
    PUBLIC,
    '2001:db9::',
    PUBLIC,
  ],
  [
    '2620:4f:8000::/48',
    PUBLIC,
    '2620:4f:8000::',
    '2620:4f:8000:ffff:ffff:ffff:ffff:ffff',
    '2620:4f:7fff:ffff:ffff:ffff:ffff:ffff',
    PUBLIC,
    '2620:4f:8001::',
    PUBLIC,
  ],
  [
    '3fff::/20',
    'documentation',
    '3fff::',
    '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff',
    '3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    PUBLIC,
    '3fff:1000::',
    PUBLIC,
  ],
  [
    '5f00::/16',
    'segment_routing',
    '5f00::',
    '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    '5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    'not_global_unicast',
    '5f01::',
    'not_global_unicast',
  ],
  [
    'fc00::/7',
    'unique_local',
    'fc00::',
    'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    'fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    'not_global_unicast',
    'fe00::',
    'not_global_unicast',
  ],
  [
    'fe80::/10',
    'link_local',
    'fe80::',
    'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    'fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    'not_global_unicast',
    'fec0::',
    'site_local',
  ],
  [
    'fec0::/10',
    'site_local',
    'fec0::',
    'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    'link_local',
    'ff00::',
    'multicast',
  ],
  [
    'ff00::/8',
    'multicast',
    'ff00::',
    'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    'site_local',
    '',
    '',
  ],
];

describe('the table of ranges', () => {
  it.each(EDGES)('%s is %s at its first and last address, and ends there', (...row) => {
    const [, rule, first, last, before, ruleBefore, after, ruleAfter] = row;
    expect(ruleFor(first)).toBe(rule);
    expect(ruleFor(last)).toBe(rule);
    if (before !== '') expect(ruleFor(before)).toBe(ruleBefore);
    if (after !== '') expect(ruleFor(after)).toBe(ruleAfter);
  });

  it('has no range that is not tested here', () => {
    const tested = EDGES.map(([range]) => range);
    const listed = [...IPV4_RANGES, ...IPV6_RANGES].map(({ range }) => range);
    expect(tested.toSorted()).toEqual(listed.toSorted());
  });

  it.each([...CLOUD_METADATA])('$range is refused as cloud metadata', ({ range }) => {
    expect(ruleFor(range.slice(0, range.indexOf('/')))).toBe('cloud_metadata');
  });

  it.each(['192.0.0.9', '192.0.0.10', '2001:1::1', '2001:1::2', '2001:1::3'])(
    '%s is refused: reachable, but anycast to the nearest local service',
    (address) => expect(ruleFor(address)).toBe('protocol_assignments'),
  );

  it.each(['1.1.1.1', '8.8.8.8', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4010::'])(
    '%s is public',
    (address) => expect(ruleFor(address)).toBe(PUBLIC),
  );
});

const REFUSED_V4: [string, string][] = [
  ['0.0.0.0', 'this_network'],
  ['10.1.2.3', 'private'],
  ['100.64.0.1', 'shared_address_space'],
  ['127.0.0.1', 'loopback'],
  ['169.254.169.254', 'cloud_metadata'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['198.18.0.1', 'benchmarking'],
  ['224.0.0.1', 'multicast'],
  ['255.255.255.255', 'broadcast'],
];

const hex = (v4: string, invert = false) => {
  const bytes = v4.split('.').map((part) => (invert ? 255 - Number(part) : Number(part)));
  const digits = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${digits.slice(0, 4)}:${digits.slice(4)}`;
};

/** The forms that stand for the address inside, or carry it. */
const FORMS: [string, (v4: string) => string][] = [
  ['IPv4-mapped', (v4) => `::ffff:${v4}`],
  ['IPv4-mapped in hexadecimal', (v4) => `0:0:0:0:0:ffff:${hex(v4)}`],
  ['NAT64', (v4) => `64:ff9b::${v4}`],
  ['6to4', (v4) => `2002:${hex(v4)}::1`],
  ['Teredo client', (v4) => `2001:0:808:808:0:0:${hex(v4, true)}`],
  ['Teredo server', (v4) => `2001:0:${hex(v4)}:0:0:${hex('8.8.8.8', true)}`],
  ['ISATAP', (v4) => `2a00:1450::5efe:${hex(v4)}`],
  ['ISATAP, universal', (v4) => `2a00:1450::200:5efe:${hex(v4)}`],
];

describe('addresses that carry an IPv4 address', () => {
  for (const [form, write] of FORMS) {
    it.each(REFUSED_V4)(`${form}: %s inside is refused as %s`, (v4, rule) => {
      expect(ruleFor(write(v4))).toBe(rule);
    });

    it(`${form}: a public address inside is public`, () => {
      expect(ruleFor(write('93.184.216.34'))).toBe(PUBLIC);
    });
  }

  it('IPv4-compatible and local NAT64 forms are refused whatever is inside', () => {
    expect(ruleFor('::8.8.8.8')).toBe('ipv4_compatible');
    expect(ruleFor('64:ff9b:1::8.8.8.8')).toBe('local_translation');
    expect(ruleFor('64:ff9b:1:808:8:800::')).toBe('local_translation');
  });

  it('every form of every refused IPv4 address is refused, and of every public one public', () => {
    const v4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((b) => b.join('.'));
    fc.assert(
      fc.property(v4, fc.constantFrom(...FORMS), (address, [, write]) => {
        expect(ruleFor(write(address))).toBe(ruleFor(address));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what is no plain address', () => {
  it.each([
    '',
    'localhost',
    '127.1',
    '0x7f000001',
    '2130706433',
    '127.0.0.1.',
    '1.2.3.4/32',
    '010.0.0.1',
    '::ffff:010.0.0.1',
    '::1.2.3',
    '1.2.3.4:80',
    '1::2::3',
    '[::1]',
  ])('%j is refused', (text) => expect(ruleFor(text)).toBe('not_an_address'));

  it('an address with a scope is refused even where its range is allowed', () => {
    const allowing = createAddressPolicy({ allowNetworks: ['fe80::/10', '::/0'] });
    expect(ruleFor('fe80::1%eth0', allowing)).toBe('scoped_address');
    expect(ruleFor('2606:4700::1%1', allowing)).toBe('scoped_address');
  });

  it('no text makes it throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void policy.judge(text)));
  });
});

describe('the allow-list', () => {
  it('allows what it names, in every form that stands for it, and nothing beside it', () => {
    const allowing = createAddressPolicy({ allowNetworks: ['10.1.0.0/16', 'fd00:1::/32'] });
    for (const [form, write] of FORMS) {
      if (!form.startsWith('Teredo')) expect(ruleFor(write('10.1.2.3'), allowing)).toBe(PUBLIC);
      expect(ruleFor(write('10.2.0.0'), allowing)).toBe('private');
    }
    expect(ruleFor('fd00:1::1', allowing)).toBe(PUBLIC);
    expect(ruleFor('fd00:2::1', allowing)).toBe('unique_local');
    expect(ruleFor('127.0.0.1', allowing)).toBe('loopback');
  });

  it('allows a cloud metadata address only when a network that holds it is named', () => {
    const allowing = createAddressPolicy({ allowNetworks: ['169.254.169.254/32'] });
    expect(ruleFor('169.254.169.254', allowing)).toBe(PUBLIC);
    expect(ruleFor('169.254.169.253', allowing)).toBe('link_local');
    expect(ruleFor('100.100.100.200', allowing)).toBe('cloud_metadata');
  });

  it.each([
    [[], false, false],
    [['127.0.0.0/8'], true, true],
    [['::1/128'], true, true],
    [['10.0.0.0/8'], false, true],
    [['0.0.0.0/0'], true, true],
    [['fd00::/8'], false, true],
    [['64:ff9b::a00:0/104'], false, true],
    [['8.8.8.0/24', '2606:4700::/32'], false, false],
  ])('%j: loopback %s, non-public %s', (allowNetworks, loopback, nonPublic) => {
    const { allowsLoopback, allowsNonPublic } = createAddressPolicy({ allowNetworks });
    expect([allowsLoopback, allowsNonPublic]).toEqual([loopback, nonPublic]);
  });

  it('that does not parse throws with every fault', () => {
    expect(() => createAddressPolicy({ allowNetworks: ['x', '10.0.0.1/8'] })).toThrow(
      /"x".*10\.0\.0\.1/,
    );
  });
});

describe('addresses of this host', () => {
  const own = createAddressPolicy({ ownAddresses: () => ['93.184.216.34', '2606:4700::1'] });

  it('are refused in every form', () => {
    expect(ruleFor('93.184.216.34', own)).toBe('own_address');
    expect(ruleFor('2606:4700:0:0::1', own)).toBe('own_address');
    for (const [, write] of FORMS) expect(ruleFor(write('93.184.216.34'), own)).toBe('own_address');
    expect(ruleFor('93.184.216.35', own)).toBe(PUBLIC);
  });

  it('can be allowed by name', () => {
    const allowing = createAddressPolicy({
      ownAddresses: () => ['93.184.216.34'],
      allowNetworks: ['93.184.216.34/32'],
    });
    expect(ruleFor('93.184.216.34', allowing)).toBe(PUBLIC);
  });
});
