/**
 * Blobs as files, `<dir>/ab/cd/<sha256>`. Content is written under a temporary name, synced,
 * renamed, and the folder synced: after a power cut there is the whole blob or none.
 */
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, mkdir, open, opendir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../http/app-error.ts';
import type { BlobExpectation, BlobStore, ByteRange, OpenBlob, StoredBlob } from './blob-store.ts';
import { verifiedStream } from './verified-stream.ts';

const SHA256 = /^[0-9a-f]{64}$/;

/** Room is made by people, or by the sweeper. */
const NO_ROOM_RETRY_SECONDS = 30;
const FAULT_RETRY_SECONDS = 5;

/** Another server on this folder may be writing: only what is this old was left by a crash. */
const TEMPORARY_AGE_MS = 60 * 60 * 1000;

/** Makes the folder where needed and sweeps what a crash has left. @throws AppError `unavailable` */
export async function createFileBlobStore(dir: string): Promise<BlobStore> {
  const temporaryDir = path.join(dir, 'tmp');
  const place = (sha256: string): string => {
    // The hash is the path: nothing else may ever become one.
    if (!SHA256.test(sha256)) throw new TypeError('not a SHA-256');
    return path.join(dir, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  };
  await mkdir(temporaryDir, { recursive: true }).catch(asUnavailable);
  await sweepTemporary(temporaryDir);

  async function put(content: Readable, expectation: BlobExpectation): Promise<number> {
    const target = place(expectation.sha256);
    const temporary = path.join(temporaryDir, randomBytes(16).toString('hex'));
    try {
      const verified = verifiedStream(expectation);
      // `flush` syncs the file before it is closed.
      const file = createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true });
      await pipeline(content, verified.stream, file);
      await moveInto(temporary, target, dir);
      return verified.sizeBytes();
    } catch (error) {
      // Where not even that works, what is left is swept at a later start.
      await rm(temporary, { force: true }).catch(() => undefined);
      return asUnavailable(error);
    }
  }

  return {
    put,
    has: (sha256) =>
      access(place(sha256)).then(
        () => true,
        (error: unknown) => (isCode(error, 'ENOENT') ? false : asUnavailable(error)),
      ),
    open: (sha256, range) => openFile(place(sha256), range),
    delete: async (sha256) => {
      await rm(place(sha256), { force: true }).catch(asUnavailable);
    },
    list: () => listFiles(dir),
  };
}

async function moveInto(temporary: string, target: string, root: string): Promise<void> {
  const folder = path.dirname(target);
  await mkdir(folder, { recursive: true });
  await rename(temporary, target);
  // Each level may be new.
  for (const each of [folder, path.dirname(folder), root]) await syncFolder(each);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function openFile(file: string, range?: ByteRange): Promise<OpenBlob | undefined> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return undefined;
    return asUnavailable(error);
  });
  if (!handle) return undefined;
  const { size } = await handle.stat();
  return { stream: handle.createReadStream(range ?? {}), sizeBytes: size };
}

async function* listFiles(dir: string): AsyncIterable<StoredBlob> {
  for (const first of await hexFolders(dir)) {
    for (const second of await hexFolders(path.join(dir, first))) {
      const folder = path.join(dir, first, second);
      for await (const entry of await opendir(folder)) {
        if (!SHA256.test(entry.name)) continue;
        const found = await stat(path.join(folder, entry.name)).catch(() => undefined);
        // Deleted since it was listed.
        if (found) yield { sha256: entry.name, storedAt: found.mtime };
      }
    }
  }
}

async function hexFolders(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => /^[0-9a-f]{2}$/.test(name));
}

async function sweepTemporary(temporaryDir: string): Promise<void> {
  for (const name of await readdir(temporaryDir)) {
    const file = path.join(temporaryDir, name);
    const found = await stat(file).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > TEMPORARY_AGE_MS) await rm(file, { force: true });
  }
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** The store's own faults as `unavailable`; the sender's, and ours, as they are. */
function asUnavailable(error: unknown): never {
  if (isCode(error, 'ENOSPC', 'EDQUOT')) {
    throw new AppError('unavailable', 'The artifact store is full. Try again later.', {
      retryAfterSeconds: NO_ROOM_RETRY_SECONDS,
      cause: error,
    });
  }
  if (isCode(error, 'EIO', 'EROFS', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'ENOENT', 'ENOTDIR')) {
    throw new AppError('unavailable', 'The artifact store does not work. Try again shortly.', {
      retryAfterSeconds: FAULT_RETRY_SECONDS,
      cause: error,
    });
  }
  throw error;
}
