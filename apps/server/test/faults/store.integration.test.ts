/** A bucket that is away, slow, or wrong, behind a server process of its own. */
import { readFileSync } from 'node:fs';
import { type Lease, pathOf, type Scan } from '@webhood/contract';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { observed, secondsSince } from '../../../../test/observed.ts';
import {
  type S3TestServer,
  startS3Server,
} from '../../src/platform/blob-store/s3-server.fixture.ts';
import { evidenceFor, sha256Of } from '../job.ts';
import {
  callsTo,
  createFaultInstallation,
  type FaultInstallation,
  type ServerProcess,
} from './fault-installation.ts';
import { call } from './http-call.ts';
import { createTcpProxy, type TcpProxy } from './tcp-proxy.ts';

const MIB = 1024 * 1024;
/** Near the largest blob that a server takes, 128 MiB. */
const LARGE_MIB = 120;
/** Over an idle server, for putting and reading it. */
const MOST_RISE_MIB = 64;

let s3: S3TestServer;
let proxy: TcpProxy;
let installation: FaultInstallation;
let server: ServerProcess;
let tokens: { api: string; scanner: string };

const via = () => callsTo(() => server.port, tokens);

beforeAll(async () => {
  s3 = await startS3Server();
  proxy = await createTcpProxy(Number(new URL(s3.url).port));
  const { bucket, region, credentials } = s3.settings();
  installation = await createFaultInstallation({
    WEBHOOD_STORAGE_URL: `s3://${bucket}/evidence?endpoint=http://127.0.0.1:${proxy.port}&region=${region}`,
    AWS_ACCESS_KEY_ID: credentials?.accessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey ?? '',
  });
  server = await installation.startServer();
  const tokenOf = async (kind: string) =>
    (await installation.admin(kind, 'create', '--name', kind)).token;
  tokens = { api: await tokenOf('tokens'), scanner: await tokenOf('scanners') };
}, 120_000);
afterEach(() => proxy.behave({ kind: 'passing' }));
afterAll(async () => {
  await installation?.close();
  await proxy?.close();
  await s3?.close();
});

async function leased(): Promise<Lease> {
  const { status, text } = await via().submit();
  expect(status).toBe(202);
  const lease = await via().lease();
  expect(lease.scan.id).toBe((JSON.parse(text) as Scan).id);
  return lease;
}

const artifactOf = (lease: Lease, content: Buffer, headers: Record<string, string> = {}) =>
  call({
    port: server.port,
    path: pathOf('scanArtifact', { scanId: lease.scan.id, sha256: sha256Of(content) }),
    token: tokens.api,
    headers,
  });

test('a bucket that is away: 503 with a time to try again, nothing is half done, and it goes on by itself', async () => {
  const lease = await leased();
  proxy.behave({ kind: 'refusing' });
  proxy.cut();
  const refused = await via().upload(lease, Buffer.from('content'));
  expect(refused.status).toBe(503);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await via().scan(lease.scan.id)).state).toBe('running');
  // Everything that needs no artifact goes on.
  expect((await via().submit()).status).toBe(202);
  proxy.behave({ kind: 'passing' });
  const evidence = await via().uploadAll(lease);
  expect((await via().complete(lease, evidence)).status).toBe(200);
  const [file] = evidence.files;
  const content = file?.content ?? Buffer.alloc(0);
  expect((await artifactOf(lease, content)).text).toBe(content.toString());
  proxy.behave({ kind: 'refusing' });
  proxy.cut();
  const unread = await artifactOf(lease, content);
  expect(unread.status).toBe(503);
  proxy.behave({ kind: 'passing' });
  const { status } = await artifactOf(lease, content);
  expect(status).toBe(200);
  observed(
    `away: upload ${refused.status}, reading ${unread.status}, submissions go on; back: done, reading ${status}`,
  );
  await installation.forgetScans();
});

test('a slow bucket: an upload that trickles into it arrives whole', async () => {
  const lease = await leased();
  const content = Buffer.alloc(60_000, 'slow bucket');
  proxy.behave({ kind: 'slow', rate: 60_000 });
  const startedAtMs = performance.now();
  expect((await via().upload(lease, content)).status).toBe(201);
  expect(performance.now() - startedAtMs).toBeGreaterThan(500);
  observed(`${content.length} bytes in ${secondsSince(startedAtMs)}: 201`);
  await installation.forgetScans();
});

test('a bucket that breaks off in the middle of an upload keeps nothing of it', async () => {
  const lease = await leased();
  const content = Buffer.alloc(400_000, 'broken off');
  proxy.behave({ kind: 'slow', rate: 200_000 });
  const upload = via().upload(lease, content);
  await expect.poll(() => proxy.received()).toBeGreaterThan(50_000);
  proxy.behave({ kind: 'refusing' });
  proxy.cut();
  const { status: brokenOff } = await upload;
  expect(brokenOff).toBe(503);
  const kept = 'select 1 from blobs where sha256 = $1';
  expect(await installation.query(kept, [sha256Of(content)])).toEqual([]);
  proxy.behave({ kind: 'passing' });
  const { status: again } = await via().upload(lease, content);
  expect(again).toBe(201);
  observed(`broken off: ${brokenOff}, nothing kept; sent again: ${again}`);
  await installation.forgetScans();
});

test('a bucket that gives out another byte is noticed: nobody gets the whole, and the log names it', async () => {
  const lease = await leased();
  const evidence = evidenceFor(lease, `${lease.scan.id} damaged`);
  for (const { content } of evidence.files) {
    expect((await via().upload(lease, content)).status).toBe(201);
  }
  expect((await via().complete(lease, evidence)).status).toBe(200);
  const content = evidence.files[1]?.content ?? Buffer.alloc(0);
  const damaged = Buffer.from(content);
  damaged[3] = (damaged[3] ?? 0) ^ 1;
  await s3.replace(sha256Of(content), damaged);
  const answer = await artifactOf(lease, content).catch((error: Error) => error);
  expect(answer instanceof Error ? 503 : answer.status).toBe(503);
  await expect.poll(() => server.output()).toContain('artifact.damaged');
  expect(server.output()).toContain(sha256Of(content));
  const how = answer instanceof Error ? 'the connection is cut' : String(answer.status);
  observed(`whoever reads it: ${how}; artifact.damaged with its hash in the log`);
  await installation.forgetScans();
});

test.runIf(process.platform === 'linux')(
  `an artifact of ${LARGE_MIB} MiB goes through a server within ${MOST_RISE_MIB} MiB over idle, both ways`,
  { timeout: 120_000 },
  async () => {
    const residentMib = () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))?.[1]) /
      1024;
    const lease = await leased();
    // Code and connections that the first use brings are not what is measured.
    await via().upload(lease, Buffer.alloc(MIB, 'first'));
    const idle = residentMib();
    let peak = idle;
    const watch = setInterval(() => {
      peak = Math.max(peak, residentMib());
    }, 20);
    const content = Buffer.alloc(LARGE_MIB * MIB, 'large');
    const large = { ...evidenceFor(lease, 'large') };
    const artifact = {
      kind: 'body' as const,
      path: `bodies/${sha256Of(content)}`,
      mediaType: 'application/octet-stream',
      sha256: sha256Of(content),
      size: content.length,
    };
    for (const file of large.files) await via().upload(lease, file.content);
    expect((await via().upload(lease, content)).status).toBe(201);
    const request = { ...large.request, artifacts: [...large.request.artifacts, artifact] };
    expect((await via().job(lease, 'complete', request)).status).toBe(200);
    const answer = await artifactOf(lease, content);
    clearInterval(watch);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-length']).toBe(String(content.length));
    expect(peak - idle).toBeLessThan(MOST_RISE_MIB);
  },
);
