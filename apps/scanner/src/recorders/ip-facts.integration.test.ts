import { expect, test } from 'vitest';
import { openIpFacts, recordIpFacts } from './ip-facts.ts';

test.each([
  ['1.1.1.1', { asn: 13_335, asName: expect.stringContaining('Cloudflare') }],
  ['8.8.8.8', { asn: 15_169, country: 'US' }],
  ['2606:4700:4700::1111', { asn: 13_335 }],
  ['2001:4860:4860::8888', { asn: 15_169 }],
  // The first line of its file, and one whose name stands in quotes.
  ['1.0.0.0', { asn: 13_335, asName: 'Cloudflare, Inc.' }],
])('%s is known without asking anyone', async (ip, facts) => {
  const source = await openIpFacts();
  expect(source?.lookUp(ip)).toMatchObject(facts);
});

test.each(['127.0.0.1', '::1', '10.0.0.1', '255.255.255.255', '0.0.0.0', 'fe80::1'])(
  'nothing is made up for %s',
  async (ip) => {
    const source = await openIpFacts();
    expect(source?.lookUp(ip)).toEqual({});
  },
);

test('an address is listed once, with every name that led to it', async () => {
  const to = (host: string, verdict: 'allowed' | 'refused') => ({
    host,
    port: 443,
    verdict,
    addresses: [],
    address: verdict === 'allowed' ? '1.1.1.1' : '127.0.0.1',
    bytesIn: 0,
    bytesOut: 0,
    startedAt: '',
    durationMs: 0,
  });
  const { evidence, missing } = await recordIpFacts([
    to('one.example', 'allowed'),
    to('two.example', 'allowed'),
    to('one.example', 'allowed'),
    to('three.example', 'refused'),
  ]);
  expect(missing).toEqual([]);
  expect(evidence).toMatchObject([{ ip: '1.1.1.1', hosts: ['one.example', 'two.example'] }]);
});
