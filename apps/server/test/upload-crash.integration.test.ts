/** What is left of an upload when the server dies in the middle of it. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import {
  ARTIFACT_BOUNDS,
  type CreatedScanner,
  type CreatedToken,
  type Lease,
  pathOf,
} from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstallation, type Installation } from './processes.ts';

let installation: Installation;

beforeAll(async () => {
  installation = await createInstallation();
});
afterAll(async () => {
  await installation.killAll();
  await installation.close();
});

interface Call {
  method: string;
  path: string;
  token: string;
  body: Buffer;
  /** What is announced; the body's own length unless given. */
  length?: number;
}

/** A request over a connection of its own; it stays open when less is sent than was announced. */
function send(httpsPort: number, { method, path, token, body, length }: Call) {
  const sent = request({
    port: httpsPort,
    host: 'localhost',
    method,
    path,
    rejectUnauthorized: false,
    agent: false,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': method === 'PUT' ? 'application/octet-stream' : 'application/json',
      'content-length': length ?? body.length,
    },
  });
  const answer = new Promise<{ status: number; text: string }>((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
  });
  if (length === undefined) sent.end(body);
  else sent.write(body);
  return answer;
}

const asBody = (value: object) => Buffer.from(JSON.stringify(value));

async function created<T>(kind: string): Promise<T> {
  const { stdout } = await installation.admin([kind, 'create', '--name', 'one', '--json']);
  return JSON.parse(stdout) as T;
}

async function leased(httpsPort: number): Promise<Lease> {
  const { token } = await created<CreatedToken>('tokens');
  const scanner = await created<CreatedScanner>('scanners');
  const scan = asBody({ url: 'https://example.com/' });
  const post = (path: string, token: string, body: Buffer) =>
    send(httpsPort, { method: 'POST', path, token, body });
  expect((await post(pathOf('scans'), token, scan)).status).toBe(202);
  const asking = asBody({ version: '1', browserVersion: '1', waitMs: 0 });
  const answer = await post(pathOf('lease'), scanner.token, asking);
  expect(answer.status).toBe(200);
  return JSON.parse(answer.text) as Lease;
}

/** An upload of these bytes; 413 when the attempt has no room for them. */
function upload(httpsPort: number, job: Lease, body: Buffer, length?: number) {
  const sha256 = createHash('sha256').update(body).digest('hex');
  return send(httpsPort, {
    method: 'PUT',
    path: pathOf('blob', { scanId: job.scan.id, attempt: job.attempt, sha256 }),
    token: job.jobToken,
    body,
    ...(length === undefined ? {} : { length }),
  });
}

test('a server that dies in the middle of uploads leaves nothing reserved', async () => {
  const { blobBytes, scanBytes } = ARTIFACT_BOUNDS;
  const before = await installation.startReady();
  const job = await leased(before.ready.httpsPort);
  const broken = Array.from({ length: scanBytes / blobBytes }, () =>
    upload(before.ready.httpsPort, job, Buffer.from('begun'), blobBytes),
  );
  const lost = Promise.allSettled(broken);
  const unfinished = join(installation.dir, 'data/artifacts/tmp');
  await expect.poll(() => readdir(unfinished)).toHaveLength(broken.length);
  const another = Buffer.from('another');
  expect((await upload(before.ready.httpsPort, job, another)).status).toBe(413);
  await installation.killAll();
  expect((await lost).every(({ status }) => status === 'rejected')).toBe(true);
  const after = await installation.startReady();
  expect((await upload(after.ready.httpsPort, job, another)).status).toBe(201);
});
