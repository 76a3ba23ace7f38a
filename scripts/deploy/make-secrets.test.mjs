import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEPLOY, readYaml } from './read-yaml.mjs';

const GROUP = 10_001;
const isRoot = process.getuid?.() === 0;

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function make(...args) {
  const { status, stderr } = spawnSync(join(DEPLOY, 'make-secrets.sh'), [...args, folder], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
}

function read(name) {
  return readFileSync(join(folder, name), 'utf8');
}

test('makes every secret that compose.yaml names, and the certificate for the server’s name', () => {
  make('-u');
  const { secrets, services } = readYaml('compose.yaml');
  const named = Object.values(secrets).map(({ file }) => file.replace('./secrets/', ''));
  expect(readdirSync(folder).sort()).toEqual(named.sort());
  expect(Buffer.from(read('webhood_secret'), 'base64').length).toBeGreaterThanOrEqual(32);
  const url = new URL(read('database_url'));
  expect(url.password).toBe(read('database_password'));
  const { POSTGRES_USER, POSTGRES_DB } = services.database.environment;
  expect([url.username, url.hostname, url.pathname]).toEqual([
    POSTGRES_USER,
    'database',
    `/${POSTGRES_DB}`,
  ]);
  const certificate = new X509Certificate(read('server_cert.pem'));
  expect(certificate.checkHost(services.server.hostname)).toBe('server');
  expect(new URL(services.scanner.environment.ENDPOINT).hostname).toBe(services.server.hostname);
});

test('what is there stays, and another name is taken for a new certificate', () => {
  make('-u');
  const before = readdirSync(folder).map(read);
  make('-u', '-n', 'webhood-server');
  expect(readdirSync(folder).map(read)).toEqual(before);
  rmSync(join(folder, 'server_cert.pem'));
  make('-u', '-n', 'webhood-server');
  expect(new X509Certificate(read('server_cert.pem')).checkHost('webhood-server')).toBeDefined();
});

test.skipIf(!isRoot)('the files are for root and the group of the containers alone', () => {
  make();
  for (const name of readdirSync(folder)) {
    const { mode, uid, gid } = statSync(join(folder, name));
    expect([mode & 0o777, uid, gid]).toEqual([0o440, 0, GROUP]);
  }
  expect(statSync(folder).mode & 0o077).toBe(0);
});
