/** `doctor` on a fresh installation, running and not, and with items broken in turn. */
import { chmod, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { SecurityChecklist } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
