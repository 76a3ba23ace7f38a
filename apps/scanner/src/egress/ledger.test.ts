import { GuardConnection } from '@webhood/contract';
import { expect, it } from 'vitest';
import { createLedger } from './ledger.ts';

it('records are what the contract says, oldest first, and measured while they last', () => {
  let now = 1_000;
  const ledger = createLedger(10, () => now);
  const first = ledger.begin('a.example', 443);
  now = 1_010;
  ledger.begin('b.example', 80).refused('loopback', ['127.0.0.1'], '127.0.0.1');
  ledger.begin('c.example', 80).refused('limit_hosts', [], '');
  now = 1_020;
  first.allowed('192.0.2.1', ['192.0.2.1', '192.0.2.2']);
  first.count(5, 7);
  now = 1_100;
  const [a, b, c] = ledger.connections().map((entry) => GuardConnection.parse(entry));
  expect(a).toEqual({
    host: 'a.example',
    port: 443,
    verdict: 'allowed',
    address: '192.0.2.1',
    addresses: ['192.0.2.1', '192.0.2.2'],
    bytesIn: 5,
    bytesOut: 7,
    startedAt: '1970-01-01T00:00:01.000Z',
    durationMs: 100,
  });
  expect(b).toMatchObject({
    verdict: 'refused',
    rule: 'loopback',
    address: '127.0.0.1',
    durationMs: 0,
  });
  expect(c).not.toHaveProperty('address');
  first.end();
  now = 2_000;
  first.end();
  expect(ledger.connections()[0]?.durationMs).toBe(100);
  expect(Object.keys(ledger.connections()[0] ?? {})).not.toContain('startedMs');
});

it('text from outside is bounded', () => {
  const ledger = createLedger(10);
  const addresses = Array.from({ length: 500 }, (_, at) => `192.0.2.${at}`);
  ledger.begin('a'.repeat(10_000), 80).failed('connection_refused', addresses);
  const [record] = ledger.connections();
  expect(record?.host.length).toBeLessThan(300);
  expect(record?.addresses.length).toBeLessThan(50);
});

it('what is not kept is counted, and refusals have their own room', () => {
  const ledger = createLedger(2);
  for (let count = 0; count < 5; count += 1) ledger.begin('a', 80).allowed('192.0.2.1', []);
  for (let count = 0; count < 3; count += 1)
    ledger.begin('b', 80).refused('private', [], '10.0.0.1');
  expect(ledger.connections()).toHaveLength(4);
  expect(ledger.dropped()).toBe(4);
});
