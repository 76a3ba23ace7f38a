import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { blobStoreCompliance, sha256Of } from './blob-store-compliance.ts';
import { openBlobStore } from './open-blob-store.ts';
import { createS3BlobStore } from './s3-blob-store.ts';
import { type S3TestServer, startS3Server, startTrouble } from './s3-server.fixture.ts';
import { parseStorageUrl, type S3Settings } from './storage-settings.ts';

const log = pino({ level: 'silent' });

/** More than a part of an upload, so that it is sent in several. */
const LARGE_BYTES = 12 * 1024 * 1024;

let server: S3TestServer;
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(() => server.close());

function openStore(change?: Partial<S3Settings>) {
  const store = createS3BlobStore(server.settings(change), log);
  onTestFinished(() => store.close());
  return store;
}

/** Any other store, to hold it to the same: `s3://…`, as `WEBHOOD_STORAGE_URL` is written. */
const GIVEN_URL = process.env.WEBHOOD_TEST_S3_URL;

if (GIVEN_URL !== undefined) {
  blobStoreCompliance('the S3 store given', async () => {
    const parsed = parseStorageUrl(GIVEN_URL);
    if (parsed.kind === 'faulty' || parsed.settings.kind !== 's3') throw new Error(GIVEN_URL);
    const store = createS3BlobStore({ ...parsed.settings, credentials: undefined }, log);
    await store.probe();
    const leftovers = async () => {
      const found: string[] = [];
      for await (const { sha256 } of store.list()) found.push(sha256);
      return found.sort();
    };
    return { store, leftovers, close: async () => store.close() };
  });
}

blobStoreCompliance('S3', async () => {
  const own = await startS3Server();
  const store = createS3BlobStore(own.settings(), log);
  return {
    store,
    leftovers: own.leftovers,
    close: async () => {
      store.close();
      await own.close();
    },
  };
});

async function* inPieces(content: Buffer): AsyncIterable<Buffer> {
  for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536);
}

test('what is larger than a part goes up in parts and comes back whole', async () => {
  const store = openStore();
  const content = randomBytes(LARGE_BYTES);
  const sha256 = sha256Of(content);
  const put = store.put(Readable.from(inPieces(content)), { sha256, maxBytes: LARGE_BYTES });
  expect(await put).toBe(LARGE_BYTES);
  const opened = await store.open(sha256);
  expect(opened && (await buffer(opened.stream)).equals(content)).toBe(true);
});

test('a large upload that is wrong at its end, or breaks off there, is taken back', async () => {
  const trouble = await startTrouble(server.url);
  onTestFinished(() => trouble.close());
  const store = openStore({ endpoint: new URL(trouble.url) });
  const content = randomBytes(LARGE_BYTES);
  const sha256 = sha256Of(content);
  content[LARGE_BYTES - 1] = (content[LARGE_BYTES - 1] ?? 0) ^ 1;
  const wrong = store.put(Readable.from(inPieces(content)), { sha256, maxBytes: LARGE_BYTES });
  await expect(wrong).rejects.toMatchObject({ code: 'hash_mismatch' });
  async function* breaksOff() {
    yield* inPieces(content.subarray(0, LARGE_BYTES - 1));
    throw new Error('connection reset');
  }
  const broken = store.put(Readable.from(breaksOff()), { sha256, maxBytes: LARGE_BYTES });
  await expect(broken).rejects.toThrow('connection reset');
  expect(await store.has(sha256)).toBe(false);
  // s3rver itself does not know how to take parts back.
  const aborted = trouble.seen.filter((each) => /^DELETE .*uploadId=/.test(each));
  expect(aborted.length).toBeGreaterThanOrEqual(2);
});

test('a store that is overloaded for a moment is asked again, for large uploads too', async () => {
  const trouble = await startTrouble(server.url);
  onTestFinished(() => trouble.close());
  const store = openStore({ endpoint: new URL(trouble.url) });
  const content = randomBytes(LARGE_BYTES);
  const sha256 = sha256Of(content);
  trouble.refuse(3);
  await store.put(Readable.from(inPieces(content)), { sha256, maxBytes: LARGE_BYTES });
  trouble.refuse(2);
  expect((await store.open(sha256))?.sizeBytes).toBe(LARGE_BYTES);
});

test('content that is stored already is checked and does not travel again', async () => {
  const trouble = await startTrouble(server.url);
  onTestFinished(() => trouble.close());
  const store = openStore({ endpoint: new URL(trouble.url) });
  const content = randomBytes(1_000);
  const expectation = { sha256: sha256Of(content), maxBytes: 1_000 };
  await store.put(Readable.from([content]), expectation);
  await store.put(Readable.from([content]), expectation);
  const forged = store.put(Readable.from([Buffer.from('forged')]), expectation);
  await expect(forged).rejects.toMatchObject({ code: 'hash_mismatch' });
  expect(trouble.seen.filter((each) => each.startsWith('PUT'))).toHaveLength(1);
});

test('a store that stays away is `unavailable`, for every operation', async () => {
  const trouble = await startTrouble(server.url);
  onTestFinished(() => trouble.close());
  const store = openStore({ endpoint: new URL(trouble.url) });
  trouble.refuse(1_000);
  const sha256 = sha256Of(randomBytes(8));
  const listed = (async () => {
    for await (const each of store.list()) return each;
    return undefined;
  })();
  const all = [store.has(sha256), store.open(sha256), store.delete(sha256), listed];
  for (const result of await Promise.allSettled(all)) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
  }
});

const nobody = { accessKeyId: 'NOBODY', secretAccessKey: 'NOBODY' };
const forged = { accessKeyId: 'S3RVER', secretAccessKey: 'wrong' };
test.each<[string, Partial<S3Settings>, RegExp]>([
  ['an unknown key', { credentials: nobody }, /AWS_ACCESS_KEY_ID/],
  ['a wrong secret', { credentials: forged }, /AWS_SECRET_ACCESS_KEY/],
  ['a bucket that is not there', { bucket: 'other' }, /no bucket other/],
  ['an endpoint where nothing listens', { endpoint: new URL('http://127.0.0.1:1') }, /endpoint/],
])('the start is refused with %s, saying what to change', async (_what, change, message) => {
  const strict = await startS3Server({ strict: true });
  onTestFinished(() => strict.close());
  const opened = openBlobStore({
    settings: strict.settings(change),
    log,
    teardown: { add: (_name, close) => onTestFinished(() => close()) },
  });
  await expect(opened).rejects.toMatchObject({
    code: 'storage_unusable',
    message: expect.stringMatching(message),
  });
});

test('a store that works is opened, and the probe leaves nothing in it', async () => {
  const before = await server.leftovers();
  await openBlobStore({
    settings: server.settings(),
    log,
    teardown: { add: (_name, close) => onTestFinished(() => close()) },
  });
  expect(await server.leftovers()).toEqual(before);
});

test('the sweeper sees nothing of the bucket but blobs below the prefix', async () => {
  const content = randomBytes(10);
  const sha256 = sha256Of(content);
  const other = openStore({ prefix: 'another/' });
  await other.put(Readable.from([content]), { sha256, maxBytes: 10 });
  for await (const each of openStore().list()) expect(each.sha256).not.toBe(sha256);
});

test('an artifact of 200 MB goes up within 64 MB of memory, and comes back streamed', async () => {
  const program = path.join(import.meta.dirname, 's3-memory-program.fixture.ts');
  const ran = await promisify(execFile)(process.execPath, [program, server.url, '200000000']);
  const { putBytes, readBytes } = JSON.parse(ran.stdout);
  expect(putBytes).toBeLessThan(64 * 1024 * 1024);
  // A stream on loopback outruns the collector, which lets some 64 MB of read buffers lie.
  expect(readBytes).toBeLessThan(128 * 1024 * 1024);
}, 120_000);
