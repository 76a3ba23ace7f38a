import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { watchExpiry } from './expiry.ts';
import { createSelfSigned } from './self-signed.ts';

const DAY_MS = 86_400_000;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function watched(days: number, renew?: (file: string) => Promise<void>) {
  const dir = await mkdtemp(join(tmpdir(), 'webhood-expiry-'));
  closers.push(() => rm(dir, { recursive: true }));
  const certFile = join(dir, 'cert.pem');
  await writeFile(certFile, (await createSelfSigned(['localhost'], new Date())).cert);
  const told: string[] = [];
  const tell = (fields: object, event: string) => {
    told.push('days' in fields ? `${event} ${fields.days}` : event);
  };
  const stop = watchExpiry({
    certFile,
    log: { warn: tell, error: tell } as never,
    renew: renew && (() => renew(certFile)),
    now: () => new Date(Date.now() + (397 - days) * DAY_MS),
    lookEveryMs: 10,
  });
  closers.push(stop);
  return told;
}

test('a certificate near its end is warned of again and again, one that has ended louder', async () => {
  const near = await watched(20);
  await expect.poll(() => near.length).toBeGreaterThan(2);
  expect(near[0]).toMatch(/^tls\.certificate_expiring (19|20)$/);
  const ended = await watched(-3);
  await expect.poll(() => ended[0]).toMatch(/^tls\.certificate_expired -/);
});

test('a good one is not spoken of, and one of our own is renewed while the server runs', async () => {
  let renewals = 0;
  const good = await watched(200, async () => {
    renewals += 1;
  });
  await expect.poll(() => renewals).toBeGreaterThan(2);
  expect(good).toEqual([]);
});
