/** `doctor` on a fresh installation, running and not, and with items broken in turn. */
import { chmod, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathOf, type ScannerPosture, type SecurityChecklist } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSelfSigned, VALID_DAYS } from '../src/platform/tls/self-signed.ts';
import { SERVER_VERSION } from '../src/version.ts';
import { call } from './faults/http-call.ts';
import { createInstallation, exitCode, type Installation } from './processes.ts';

const ADMIN = join(import.meta.dirname, '../src/admin.ts');
/** Some processes one after the other, on a machine that may be busy. */
const MANY_PROCESSES = { timeout: 120_000 };

let installation: Installation;
let secretFile: string;

beforeAll(async () => {
  installation = await createInstallation();
  secretFile = join(installation.dir, 'data', 'secret');
});
afterAll(() => installation.close());

async function doctor(extra: Record<string, string> = {}) {
  const { output, ended } = await installation.run(ADMIN, ['doctor', '--json'], extra);
  const code = await ended;
  expect(output.stderr).toBe('');
  const found: SecurityChecklist = JSON.parse(output.stdout);
  const mandatory = found.checks.filter(({ level }) => level === 'mandatory');
  return {
    code,
    found,
    broken: mandatory.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id),
    failed: found.checks.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id),
  };
}

test('a fresh installation passes, running and stopped', MANY_PROCESSES, async () => {
  const { child, ready } = await installation.startReady();
  const ports = {
    WEBHOOD_HTTPS_PORT: String(ready.httpsPort),
    WEBHOOD_HTTP_PORT: String(ready.httpPort),
  };
  const running = await doctor(ports);
  expect(running).toMatchObject({ code: 0, broken: [], found: { passed: true } });
  const https = running.found.checks.find(({ id }) => id === 'https_only');
  expect(https?.found).toMatch(/^TLSv1\.3 on port/);
  const trusted = running.found.checks.find(({ id }) => id === 'certificate_trusted');
  expect(trusted?.outcome).toBe('fail');
  child.kill('SIGTERM');
  await exitCode(child);
  expect(await doctor()).toMatchObject({ code: 0, broken: [] });
});

test('each mandatory item, broken in turn, is the one that is named', MANY_PROCESSES, async () => {
  const broken = async (extra: Record<string, string>) => {
    const { code, broken: ids } = await doctor(extra);
    return { code, ids };
  };
  expect(await broken({ WEBHOOD_SECRET: 'short' })).toEqual({ code: 1, ids: ['secret_strength'] });
  expect(await broken({ WEBHOOD_SECRET: 'change-me-K8dk2ls9Qpw7Zm3Xv6Bn1Tr5' })).toEqual({
    code: 1,
    ids: ['secret_examples'],
  });
  expect(await broken({ WEBHOOD_HTTP_PORT: 'eighty' })).toEqual({ code: 1, ids: ['settings'] });
  expect(await broken({ EXTERNAL_URL: 'http://webhood.test' })).toEqual({
    code: 1,
    ids: ['https_only'],
  });
  expect(await broken({ WEBHOOD_BEHIND_PROXY: '0.0.0.0/0' })).toEqual({
    code: 1,
    ids: ['trusted_proxies'],
  });
  await writeFile(secretFile, 'p7Rk2vX9mQ4tLw8zB3nYc6HsJ1gFdA5eUoKiTq0Vx\n', { mode: 0o600 });
  await chmod(secretFile, 0o644);
  expect(await broken({})).toEqual({ code: 1, ids: ['secret_files'] });
  await rm(secretFile);
});

test('a program that answers in plain HTTP on the port is found', MANY_PROCESSES, async () => {
  const other = createServer((_, response) => response.end('hello')).listen(0);
  const address = other.address();
  const port = typeof address === 'object' && address ? String(address.port) : '';
  const { code, broken } = await doctor({ WEBHOOD_HTTP_PORT: port });
  other.close();
  expect({ code, broken }).toEqual({ code: 1, broken: ['https_only'] });
});

const DAY_MS = 86_400_000;
/** A scanner with which everything is in order. */
const POSTURE: ScannerPosture = {
  sandbox: 'on',
  sandboxReason: '',
  network: 'namespace',
  networkReason: '',
  leftovers: 0,
  browserBuilt: new Date().toISOString(),
  imageBuilt: new Date().toISOString(),
};
const LONG_AGO = new Date(Date.now() - 60 * DAY_MS).toISOString();
const SCANNER_FAULTS: [string, Partial<ScannerPosture>, string?][] = [
  ['browser_sandbox', { sandbox: 'off', sandboxReason: 'seen in the processes' }],
  ['browser_network', { network: 'shared', networkReason: 'not permitted' }],
  ['browser_leftovers', { leftovers: 3 }],
  ['browser_age', { browserBuilt: LONG_AGO }],
  ['image_age', { imageBuilt: LONG_AGO }],
  ['scanner_version', {}, '9.0.0'],
];

/** What else runs on this machine comes and goes: that item is looked at by itself. */
const apartFromTheMachine = (failed: string[]) => failed.filter((id) => id !== 'dedicated_host');

test(
  'each item of a scanner, broken in turn, is the one that is named',
  MANY_PROCESSES,
  async () => {
    const { child, ready } = await installation.startReady();
    const made = await installation.admin(['scanners', 'create', '--name', 'edge', '--json']);
    const { token } = JSON.parse(made.stdout);
    /** As a scanner does when it asks for work. */
    const tell = async (change: Partial<ScannerPosture>, version = SERVER_VERSION) => {
      const posture = { ...POSTURE, ...change };
      const json = { version, browserVersion: 'Chrome/150', waitMs: 0, posture };
      const lease = { port: ready.httpsPort, method: 'POST', path: pathOf('lease'), token, json };
      expect((await call(lease)).status).toBe(204);
    };
    const failed = async () => apartFromTheMachine((await doctor()).failed);
    await tell({});
    const usual = await failed();
    expect(usual).toEqual(['certificate_trusted']);
    for (const [id, change, version] of SCANNER_FAULTS) {
      await tell(change, version);
      expect((await failed()).filter((each) => !usual.includes(each))).toEqual([id]);
    }
    // What it last said is believed for a minute, by the tests that follow as well.
    await tell({});
    child.kill('SIGTERM');
    await exitCode(child);
  },
);

test('each item of the certificate and of who can connect, likewise', MANY_PROCESSES, async () => {
  const file = (name: string) => join(installation.dir, name);
  const write = async (name: string, hosts: string[], made: Date) => {
    const { cert, key } = await createSelfSigned(hosts, made);
    await writeFile(file(`${name}.pem`), cert);
    await writeFile(file(`${name}.key`), key, { mode: 0o600 });
    return {
      EXTERNAL_URL: 'https://webhood.test',
      WEBHOOD_TLS_CERT: file(`${name}.pem`),
      WEBHOOD_TLS_KEY: file(`${name}.key`),
      WEBHOOD_ALLOWED_NETWORKS: '10.0.0.0/8',
      // An authority of the machine's own.
      NODE_EXTRA_CA_CERTS: file(`${name}.pem`),
    };
  };
  const good = await write('good', ['webhood.test'], new Date());
  const soon = new Date(Date.now() - (VALID_DAYS - 7) * DAY_MS);
  const cases: [string[], Record<string, string>][] = [
    [[], good],
    [['certificate_names'], await write('other', ['other.test'], new Date())],
    [['certificate_expiry'], await write('soon', ['webhood.test'], soon)],
    [['certificate_trusted'], { ...good, NODE_EXTRA_CA_CERTS: file('other.pem') }],
    [['private_network'], { ...good, WEBHOOD_ALLOWED_NETWORKS: '8.8.0.0/16' }],
  ];
  const named = await Promise.all(
    cases.map(async ([, settings]) => apartFromTheMachine((await doctor(settings)).failed)),
  );
  expect(named).toEqual(cases.map(([ids]) => ids));
});

test('a program of somebody else that listens to the network is found', async () => {
  const other = createServer().listen(0, '0.0.0.0');
  const { failed } = await doctor();
  other.close();
  expect(failed).toContain('dedicated_host');
});
