/** A proxy that comes with a scan, from the API through the server and a scanner to a real one. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@webhood/client';
import { Report } from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  startHttpProxy,
  startSocksProxy,
} from '../../apps/scanner/src/egress/upstream/upstream-proxy.fixture.ts';
import { type Site, startSite } from '../sites/site-server.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import type { Run } from './support/processes.ts';

/** Exists for the proxies of this test only. */
const NAME = 'beyond-the-proxy-of-a-scan.com';
/** Made for this run, so that nothing else on the machine can happen to hold it. */
const PASSWORD = randomBytes(12).toString('hex');
const CREDENTIALS = { username: 'proxy-user', password: PASSWORD };
const SECRETS = [PASSWORD, Buffer.from(`proxy-user:${PASSWORD}`).toString('base64')];

let site: Site;
let installation: Installation;
let client: Client;
let runs: Run[];
let token: string;
let out: string;

beforeAll(async () => {
  site = await startSite();
  out = mkdtempSync(join(tmpdir(), 'webhood-e2e-proxy-'));
  installation = await createInstallation();
  const server = installation.start(['server']);
  await installation.ready(server);
  runs = [server, await installation.addScanner('one')];
  client = await installation.client();
  const args = ['tokens', 'create', '--name', 'cli', '--role', 'api_user', '--json'];
  ({ token } = JSON.parse(await installation.command(args)));
});
afterAll(async () => {
  await installation?.close();
  await site?.close();
  rmSync(out, { recursive: true, force: true });
});

/** Everything below a folder, as bytes. */
function everythingIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      try {
        return readFileSync(join(entry.parentPath, entry.name), 'latin1');
      } catch {
        // The database has just replaced it.
        return '';
      }
    })
    .join('\n');
}

/** What other programs of the machine can see of processes (Linux). */
function commandLines(): string {
  if (process.platform !== 'linux') return '';
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        // It has just ended.
        return '';
      }
    })
    .join('\n');
}

function expectNoSecret(text: string): void {
  for (const secret of SECRETS) expect(text.includes(secret)).toBe(false);
}

describe.each([
  ['http', startHttpProxy],
  ['socks5', startSocksProxy],
] as const)('through a proxy of kind %s', (kind, start) => {
  test('a scan arrives, says who resolved the name, and keeps the password nowhere', async () => {
    const proxy = await start({ credentials: CREDENTIALS });
    const path = `/held-for-${kind}`;
    const held = site.hold(path);
    try {
      const masked = `${kind}://***@127.0.0.1:${proxy.port}`;
      const { id } = await client.scans.submit({
        url: `http://${NAME}:${site.port}${path}`,
        options: { proxy: `${kind}://proxy-user:${PASSWORD}@127.0.0.1:${proxy.port}` },
      });
      await held.requested;
      // While it runs the server needs the password again, should this scanner die.
      const stored = everythingIn(installation.dataDir);
      expect(stored.includes(NAME)).toBe(true);
      expectNoSecret(stored);
      expectNoSecret(commandLines());
      expect((await client.scans.get(id)).options.proxy).toBe(masked);
      held.release();
      const scan = await client.waitForScan(id);
      expect(scan).toMatchObject({ status: 'done', options: { proxy: masked } });

      const folder = join(out, kind);
      const access = ['--server', installation.url, '--token', token];
      await installation.command(['download', id, '--out', folder, ...access]);
      const report = Report.parse(JSON.parse(readFileSync(join(folder, 'scan.json'), 'utf8')));
      expect(report.document.title).toBe('Held');
      expect(report.scan.options.proxy).toBe(masked);
      expect(report.connections.length).toBeGreaterThan(0);
      for (const connection of report.connections) {
        expect(connection).toMatchObject({ host: NAME, upstream: kind, addresses: [] });
        expect(connection).not.toHaveProperty('address');
      }
      expect(report.exchanges[0]?.response).not.toHaveProperty('remoteAddress');
      expect(new Set(proxy.asked)).toEqual(new Set([`${NAME}:${site.port}`]));
      expectNoSecret(everythingIn(folder) + everythingIn(installation.dataDir));
      for (const { stdout, stderr } of runs) expectNoSecret(stdout() + stderr());
    } finally {
      held.release();
      await proxy.close();
    }
  });

  test('a wrong password ends the scan as that, and is not told', async () => {
    const proxy = await start({ credentials: { ...CREDENTIALS, password: 'another' } });
    try {
      const { id } = await client.scans.submit({
        url: `http://${NAME}:${site.port}/tiny`,
        options: { proxy: `${kind}://proxy-user:${PASSWORD}@127.0.0.1:${proxy.port}` },
      });
      const scan = await client.waitForScan(id);
      expect(scan).toMatchObject({ status: 'error', errorCode: 'proxy_failed' });
      expect(JSON.stringify(scan)).toContain('proxy_auth_failed');
      expectNoSecret(JSON.stringify(scan));
    } finally {
      await proxy.close();
    }
  });
});

test('a proxy inside a network that no scanner may scan is refused by its address', async () => {
  const { id } = await client.scans.submit({
    url: `http://${NAME}/`,
    options: { proxy: 'http://10.0.0.1:3128' },
  });
  const scan = await client.waitForScan(id);
  expect(scan).toMatchObject({ status: 'error', errorCode: 'blocked_destination' });
});
