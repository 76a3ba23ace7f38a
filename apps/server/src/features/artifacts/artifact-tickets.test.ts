import { expect, test } from 'vitest';
import { createKeyring } from '../../platform/crypto/keyring.ts';
import { AppError } from '../../platform/http/app-error.ts';
import { createArtifactTickets } from './artifact-tickets.ts';

const SECRET = Buffer.alloc(32, 3);
const TICKET = {
  scan: { id: 'a'.repeat(15), slug: 'example.com-1' },
  path: 'screenshot.png',
  picture: 'display',
} as const;
let nowMs = Date.UTC(2030, 0, 1, 12, 0, 30);

function ticketsOf(epoch: string) {
  return createArtifactTickets({
    origin: new URL('https://evidence.test:8443'),
    keyring: createKeyring(SECRET, epoch),
    now: () => nowMs,
  });
}

const textOf = (address: string) => new URL(address).searchParams.get('ticket') ?? '';

function codeOf(redeem: () => unknown): string {
  try {
    redeem();
    return 'redeemed';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

test('an address opens what it was made for, at the origin of artifacts', () => {
  const tickets = ticketsOf('one');
  const address = tickets.addressOf(TICKET);
  expect(address).toMatch(/^https:\/\/evidence\.test:8443\/api\/evidence\?ticket=/);
  expect(tickets.redeem(textOf(address))).toEqual(TICKET);
  const whole = { ...TICKET, picture: undefined };
  expect(tickets.redeem(textOf(tickets.addressOf(whole)))).toEqual(whole);
});

test('an address ends after one to two minutes, and is the same within one', () => {
  const tickets = ticketsOf('one');
  const address = tickets.addressOf(TICKET);
  nowMs += 29_000;
  expect(tickets.addressOf(TICKET)).toBe(address);
  nowMs += 60_000;
  expect(tickets.addressOf(TICKET)).not.toBe(address);
  expect(codeOf(() => tickets.redeem(textOf(address)))).toBe('redeemed');
  nowMs += 2_000;
  expect(codeOf(() => tickets.redeem(textOf(address)))).toBe('forbidden');
});

test('an address of other keys, or one that was changed, opens nothing', () => {
  const tickets = ticketsOf('one');
  const text = textOf(tickets.addressOf(TICKET));
  const other = textOf(ticketsOf('two').addressOf(TICKET));
  const [fields = '', signature = ''] = text.split('.');
  const forged = Buffer.from(fields, 'base64url').toString().replace('screenshot.png', 'scan.json');
  for (const bad of [
    other,
    `${Buffer.from(forged).toString('base64url')}.${signature}`,
    `${fields}.`,
    `${fields}.${'0'.repeat(64)}`,
    '',
    '.',
  ]) {
    expect(codeOf(() => tickets.redeem(bad))).toBe('forbidden');
  }
});
