/** How an artifact is taken in, and what is refused before any of it is read. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ARTIFACT_BOUNDS, type Lease, pathOf } from '@webhood/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { lease, putBlob, sha256Of, submit } from '../../../test/job.ts';
import { type ScanServer, type ScanServers, startScanServers } from '../../../test/scan-server.ts';

let all: ScanServers;
let app: ScanServer['app'];
let port: number;
let job: Lease;

beforeAll(async () => {
  all = await startScanServers();
  [{ app }] = all.servers as [ScanServer];
  await all.addScanner('one');
  port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
});
afterAll(() => all.close());
beforeEach(async () => {
  await all.database.db.deleteFrom('scans').execute();
  expect((await submit(app)).statusCode).toBe(202);
  job = await lease(app, 'one');
});

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
async function headOfUpload(content: Buffer, headers: string[]) {
  const socket = connect(port, '127.0.0.1');
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
