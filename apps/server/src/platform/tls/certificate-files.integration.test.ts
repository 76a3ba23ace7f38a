import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { createTlsServer } from '../http/listen.ts';
import { createLog } from '../log/log.ts';
import { StartFailure } from '../process/start-failure.ts';
import {
  certificateNames,
  ensureSelfSigned,
  loadGivenPair,
  readPair,
} from './certificate-files.ts';
import { reloadOnChange } from './reload.ts';
import { createSelfSigned } from './self-signed.ts';

const DAY_MS = 86_400_000;
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function temporaryDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'webhood-tls-'));
  closers.push(() => rm(dir, { recursive: true }));
  return dir;
}

const names = (url: string) => certificateNames([new URL(url)], 'Scan-Host');

test('the first certificate is for every name of the machine, and its key for nobody else', async () => {
  const dir = await temporaryDir();
  const files = await ensureSelfSigned(dir, names('https://webhood.example.org'), new Date());
  const certificate = new X509Certificate(await readFile(files.certFile));
  for (const host of ['localhost', 'scan-host', 'webhood.example.org']) {
    expect(certificate.checkHost(host)).toBeDefined();
  }
  for (const address of ['127.0.0.1', '::1']) expect(certificate.checkIP(address)).toBeDefined();
  expect(certificate.checkHost('example.org')).toBeUndefined();
  const days = (certificate.validToDate.getTime() - Date.now()) / DAY_MS;
  expect(days).toBeGreaterThan(396);
  expect(days).toBeLessThan(398);
  expect((await stat(files.keyFile)).mode & 0o777).toBe(0o600);
});

test('it is kept while it is good, and renewed near its end or for a new name', async () => {
  const dir = await temporaryDir();
  const now = new Date();
  const ensure = async (url: string, at = now) => {
    const { certFile } = await ensureSelfSigned(dir, names(url), at);
    return new X509Certificate(await readFile(certFile)).serialNumber;
  };
  const first = await ensure('https://a.example.org');
  expect(await ensure('https://a.example.org')).toBe(first);
  const renamed = await ensure('https://b.example.org');
  expect(renamed).not.toBe(first);
  const later = new Date(now.getTime() + 370 * DAY_MS);
  expect(await ensure('https://b.example.org', later)).not.toBe(renamed);
});

test('a damaged certificate of our own is replaced', async () => {
  const dir = await temporaryDir();
  const files = await ensureSelfSigned(dir, ['localhost'], new Date());
  await writeFile(files.certFile, 'not PEM');
  await ensureSelfSigned(dir, ['localhost'], new Date());
  expect(await readFile(files.certFile, 'utf8')).toContain('BEGIN CERTIFICATE');
});

test('a given pair that does not fit together stops the start', async () => {
  const dir = await temporaryDir();
  const files = { certFile: join(dir, 'c.pem'), keyFile: join(dir, 'k.pem') };
  await expect(loadGivenPair(files)).rejects.toThrow(StartFailure);
  await writeFile(files.certFile, (await createSelfSigned(['localhost'], new Date())).cert);
  await writeFile(files.keyFile, (await createSelfSigned(['localhost'], new Date())).key);
  await expect(loadGivenPair(files)).rejects.toThrow(/does not belong/);
});

async function serve(dir: string) {
  const files = await ensureSelfSigned(dir, ['localhost'], new Date());
  const server = createTlsServer(await readPair(files), {
    handle: (_request, response) => response.end('hello'),
    externalUrl: new URL('https://localhost'),
    allowedNetworks: [],
    behindProxy: [],
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, files, port: (server.address() as AddressInfo).port };
}

async function serialSeen(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

test('a client that is given the certificate trusts the server by it', async () => {
  const { port, files } = await serve(await temporaryDir());
  const request = get({ port, host: 'localhost', family: 4, ca: await readFile(files.certFile) });
  const [response] = await once(request, 'response');
  expect(response.statusCode).toBe(200);
  response.resume();
});

test('protocols older than TLS 1.2 are refused', async () => {
  const { port } = await serve(await temporaryDir());
  const socket = connect({
    port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  });
  const [error] = await once(socket, 'error');
  expect(String(error)).toMatch(/protocol version|unsupported/i);
});

test('a changed certificate is taken up, and the connection that is open stays open', async () => {
  const { server, files, port } = await serve(await temporaryDir());
  const reloaded = Promise.withResolvers<void>();
  const log = createLog('silent');
  log.info = () => reloaded.resolve();
  closers.push(reloadOnChange({ server, files, log, lookEveryMs: 20 }));
  const before = await serialSeen(port);
  const open = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(open, 'secureConnect');

  const pair = await createSelfSigned(['localhost'], new Date());
  await writeFile(files.keyFile, pair.key);
  await writeFile(files.certFile, pair.cert);
  await reloaded.promise;

  expect(await serialSeen(port)).not.toBe(before);
  open.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  const [answer] = await once(open, 'data');
  expect(String(answer)).toContain('200 OK');
  open.destroy();
});
