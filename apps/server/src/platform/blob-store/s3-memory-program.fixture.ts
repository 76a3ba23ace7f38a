/**
 * `node s3-memory-program.fixture.ts ENDPOINT BYTES`: stores and reads back that much in a process
 * of its own, and prints `{putBytes, readBytes}`: how far its resident memory rose for each.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { createS3BlobStore } from './s3-blob-store.ts';
import { settingsFor } from './s3-test-settings.fixture.ts';

const PIECE = Buffer.alloc(65_536, 'webhood');
const SAMPLE_MS = 5;

const [endpoint = '', bytes = ''] = process.argv.slice(2);
const pieces = Math.ceil(Number(bytes) / PIECE.length);
const store = createS3BlobStore(settingsFor(endpoint), pino({ level: 'silent' }));

function* content(count: number): Iterable<Buffer> {
  for (let at = 0; at < count; at++) yield PIECE;
}

function hashOf(count: number): string {
  const hash = createHash('sha256');
  for (const piece of content(count)) hash.update(piece);
  return hash.digest('hex');
}

async function put(count: number): Promise<void> {
  const expectation = { sha256: hashOf(count), maxBytes: count * PIECE.length };
  await store.put(Readable.from(content(count)), expectation);
}

async function read(count: number): Promise<void> {
  const opened = await store.open(hashOf(count));
  for await (const _ of opened?.stream ?? []);
}

/** How far resident memory rises above what it is at the beginning. */
async function riseOf(work: () => Promise<void>): Promise<number> {
  const idleBytes = process.memoryUsage.rss();
  let peakBytes = idleBytes;
  const sampling = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, SAMPLE_MS);
  await work();
  clearInterval(sampling);
  return peakBytes - idleBytes;
}

// Connections and code that the first use brings are not what is measured.
await put(1);
await read(1);
const putBytes = await riseOf(() => put(pieces));
const readBytes = await riseOf(() => read(pieces));
store.close();
process.stdout.write(JSON.stringify({ putBytes, readBytes }));
