import { expect, test } from 'vitest';
import { intakeForScanners } from './host-requirement.ts';

test('a public URL needs nothing of a scanner', () => {
  expect(intakeForScanners('https://example.com/', [])).toMatchObject({
    kind: 'accepted',
    needs: { kind: 'none' },
  });
});

test('a loopback address is refused while no scanner allows it', () => {
  for (const networks of [[], [[]], [['10.0.0.0/8']]]) {
    expect(intakeForScanners('http://127.0.0.1:8080/', networks)).toMatchObject({
      kind: 'rejected',
      code: 'non_public_address',
    });
  }
});

test('a loopback address is accepted for the one scanner that allows it', () => {
  const intake = intakeForScanners('http://127.0.0.1:8080/', [[], ['127.0.0.0/8']]);
  expect(intake).toMatchObject({ needs: { kind: 'address', address: '127.0.0.1' } });
});

test('an IPv4 address written as IPv6 needs the network of the IPv4 address', () => {
  const intake = intakeForScanners('http://[::ffff:127.0.0.1]/', [['127.0.0.0/8']]);
  expect(intake).toMatchObject({ needs: { kind: 'address', address: '127.0.0.1' } });
});

test('localhost needs loopback, an internal name any network of its own', () => {
  expect(intakeForScanners('http://localhost/', [['127.0.0.1/32']])).toMatchObject({
    needs: { kind: 'name', reach: 'loopback' },
  });
  expect(intakeForScanners('http://wiki.internal/', [['10.1.0.0/16']])).toMatchObject({
    needs: { kind: 'name', reach: 'non_public' },
  });
  expect(intakeForScanners('http://localhost/', [['10.0.0.0/8']])).toMatchObject({
    kind: 'rejected',
  });
});
