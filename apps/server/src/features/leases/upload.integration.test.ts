/** How an artifact is taken in, and what is refused before any of it is read. */
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ARTIFACT_BOUNDS, type Lease, pathOf } from '@webhood/contract';
import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { observed } from '../../../../../test/observed.ts';
import { headBlob, lease, putBlob, sha256Of, submit } from '../../../test/job.ts';
import { type ScanServer, type ScanServers, startScanServers } from '../../../test/scan-server.ts';
import { registerLeaseRoutes } from './lease.routes.ts';

let all: ScanServers;
let server: ScanServer;
let second: ScanServer;
let app: ScanServer['app'];
let port: number;
let job: Lease;

beforeAll(async () => {
  all = await startScanServers(2);
  [server, second] = all.servers as [ScanServer, ScanServer];
  app = server.app;
  await all.addScanner('one');
  port = await listen(app);
});
afterAll(() => all.close());
beforeEach(async () => {
  await all.database.db.deleteFrom('scans').execute();
  expect((await submit(app)).statusCode).toBe(202);
  job = await lease(app, 'one');
});

async function listen(app: FastifyInstance): Promise<number> {
  return Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
}

async function uploadOf(content: Buffer, headers: Record<string, string>) {
  return app.inject({
    method: 'PUT',
    url: blobPath(content),
    headers: {
      authorization: `Bearer ${job.jobToken}`,
      'content-type': 'application/octet-stream',
      ...headers,
    },
    // As a stream, so that nobody adds the length.
    payload: Readable.from([content]),
  });
}

function blobPath(content: Buffer): string {
  return pathOf('blob', { scanId: job.scan.id, attempt: job.attempt, sha256: sha256Of(content) });
}

/** A connection over which the head of an upload has gone, and nothing of its body. */
async function headOfUpload(content: Buffer, headers: string[], toPort = port) {
  const socket = connect(toPort, '127.0.0.1');
  await once(socket, 'connect');
  const lines = [
    `PUT ${blobPath(content)} HTTP/1.1`,
    'host: localhost',
    `authorization: Bearer ${job.jobToken}`,
    'content-type: application/octet-stream',
    ...headers,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return socket;
}

/** Resolves once so many uploads have reserved their bytes and wait for them. */
async function underWay(uploads: number): Promise<void> {
  await expect.poll(() => readdir(join(all.blobDir, 'tmp'))).toHaveLength(uploads);
}

/** Whether so many bytes would be let in now: 413 or, as their hash is wrong, 422. */
async function probe(to: ScanServer, bytes: number): Promise<number> {
  return (await putBlob(to.app, job, Buffer.alloc(bytes), '0'.repeat(64))).statusCode;
}

/** The answer's status, and then the end of the connection. */
async function statusOf(socket: Socket): Promise<number> {
  return Number(/^HTTP\/1\.1 (\d+)/.exec(await text(socket))?.[1]);
}

async function uploadedBytes(): Promise<number> {
  const row = await all.database.db
    .selectFrom('scan_attempts')
    .select('uploaded_bytes')
    .where('scan_id', '=', job.scan.id)
    .executeTakeFirstOrThrow();
  return row.uploaded_bytes;
}

async function setUploadedBytes(bytes: number): Promise<void> {
  await all.database.db
    .updateTable('scan_attempts')
    .set({ uploaded_bytes: bytes })
    .where('scan_id', '=', job.scan.id)
    .execute();
}

test.each([
  ['in chunks', ['transfer-encoding: chunked']],
  ['without a length', []],
])(
  'an upload %s is refused before any of it has come, and reserves nothing',
  async (_, headers) => {
    await setUploadedBytes(ARTIFACT_BOUNDS.scanBytes);
    const socket = await headOfUpload(Buffer.from('content'), headers);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 411 /);
    expect(head).toMatch(/^content-type: application\/problem\+json/im);
    expect(head).toMatch(/^connection: close/im);
    expect(JSON.parse(body)).toMatchObject({ code: 'length_required', status: 411 });
    expect(await uploadedBytes()).toBe(ARTIFACT_BOUNDS.scanBytes);
  },
);

test.each(['many', '-1', '1.5', '0x13', '9'.repeat(20)])(
  'an upload that announces %j bytes is refused as malformed',
  async (length) => {
    const answer = await uploadOf(Buffer.from('content'), { 'content-length': length });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      code: 'invalid_request',
      detail: expect.stringContaining('Content-Length'),
    });
    expect(await uploadedBytes()).toBe(0);
  },
);

test('an upload longer than announced is refused, and counts for nothing', async () => {
  const content = Buffer.from('more than announced');
  const answer = await uploadOf(content, { 'content-length': '3' });
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ code: 'invalid_request' });
  expect(await uploadedBytes()).toBe(0);
  const whole = await uploadOf(content, { 'content-length': String(content.length) });
  expect(whole.statusCode).toBe(201);
  expect(await uploadedBytes()).toBe(content.length);
});

test('an artifact may be empty', async () => {
  expect((await uploadOf(Buffer.alloc(0), { 'content-length': '0' })).statusCode).toBe(201);
});

test('an upload that announces more than the bound is refused unread', async () => {
  const tooMany = String(ARTIFACT_BOUNDS.blobBytes + 1);
  const answer = await uploadOf(Buffer.from('x'), { 'content-length': tooMany });
  expect(answer.statusCode).toBe(413);
});

test('bytes are reserved before they are read, and given back when the upload fails', async () => {
  await setUploadedBytes(ARTIFACT_BOUNDS.scanBytes - 10);
  const uploads = await Promise.all(
    ['first one', 'other one', 'third one'].map((text) => putBlob(app, job, Buffer.from(text))),
  );
  expect(uploads.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 413, 413]);
  await setUploadedBytes(ARTIFACT_BOUNDS.scanBytes - 10);
  const wrong = await putBlob(app, job, Buffer.from('wrong hash'), sha256Of(Buffer.from('x')));
  expect(wrong.statusCode).toBe(422);
  expect((await putBlob(app, job, Buffer.from('right hash'))).statusCode).toBe(201);
});

test('an upload whose connection is lost gives its bytes back', async () => {
  await setUploadedBytes(ARTIFACT_BOUNDS.scanBytes - 10);
  const socket = await headOfUpload(Buffer.from('never sent'), ['content-length: 10']);
  await underWay(1);
  expect(await probe(server, 1)).toBe(413);
  socket.resetAndDestroy();
  await expect.poll(() => probe(server, 10)).toBe(422);
  observed(
    'during it the room is taken (413), after it there is room again (422 for a wrong hash)',
  );
});

test('an upload whose connection is lost before it is handled ends', async () => {
  const asking = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const slow = Fastify({ forceCloseConnections: true });
  slow.setValidatorCompiler(validatorCompiler);
  slow.setSerializerCompiler(serializerCompiler);
  slow.addHook('preValidation', async ({ raw }) => {
    const closed = new Promise<void>((resolve) => raw.once('close', resolve));
    asking.resolve();
    await closed;
  });
  registerLeaseRoutes(slow, {
    leases: {
      ...server.leases,
      putBlob: (...call) => server.leases.putBlob(...call).finally(ended.resolve),
    },
    authentication: {
      scanner: async () => ({ kind: 'scanner', id: 'one', name: 'one', tokenHash: null }),
    },
    countRefusal: async () => undefined,
  });
  const content = Buffer.from('never sent');
  const socket = await headOfUpload(content, ['content-length: 10'], await listen(slow));
  await asking.promise;
  socket.destroy();
  await ended.promise;
  expect((await headBlob(app, job, sha256Of(content))).statusCode).toBe(404);
  await slow.close();
});

test('what comes through several servers at once never passes the bound together', async () => {
  await setUploadedBytes(ARTIFACT_BOUNDS.scanBytes - 10);
  const contents = [Buffer.from('this way '), Buffer.from('that way ')] as const;
  const head = ['content-length: 9', 'connection: close'];
  const ports = [port, await listen(second.app)] as const;
  const sockets = [
    await headOfUpload(contents[0], head, ports[0]),
    await headOfUpload(contents[1], head, ports[1]),
  ] as const;
  await underWay(2);
  for (const each of all.servers) expect(await probe(each, 2)).toBe(413);
  const answers = sockets.map(statusOf);
  sockets[0].write(contents[0]);
  sockets[1].write(contents[1]);
  expect((await Promise.all(answers)).toSorted()).toEqual([201, 413]);
  const known = await Promise.all(contents.map((each) => headBlob(app, job, sha256Of(each))));
  expect(known.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 404]);
  expect(await uploadedBytes()).toBe(ARTIFACT_BOUNDS.scanBytes - 1);
});
