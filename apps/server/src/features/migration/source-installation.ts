/** Reads the data folder of an original Webhood: `data.db` and the files of its collections. */
import { constants } from 'node:fs';
import { access, open, realpath } from 'node:fs/promises';
import path from 'node:path';
import { ARTIFACT_BOUNDS } from '@webhood/contract';

/** The folder cannot be read at all: nothing was brought. */
export class ImportFault extends Error {
  override readonly name = 'ImportFault';
}

export type SourceRow = Record<string, unknown>;

export type SourceFile = { kind: 'read'; content: Buffer } | { kind: 'lost'; why: string };

export interface SourceInstallation {
  /** Every record, one at a time. None where the installation has no such collection. */
  records(collection: 'users' | 'scanners' | 'scans'): Iterable<SourceRow>;
  /** A file of a scan, by the name that its record has for it. */
  file(scanId: string, name: string): Promise<SourceFile>;
  close(): void;
}

/** Of records and collections. The users' collection has underscores. */
const ID = /^[A-Za-z0-9_]{1,64}$/;
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,254}$/;

/** @throws ImportFault when it is no data folder of Webhood */
export async function openSource(dir: string): Promise<SourceInstallation> {
  const file = path.join(dir, 'data.db');
  await access(file, constants.R_OK).catch(() => {
    throw new ImportFault(`${file} cannot be read. Name the folder that PocketBase calls pb_data.`);
  });
  // Loaded here, as Node warns of it on standard error, which no other command should do.
  const { DatabaseSync } = await import('node:sqlite');
  const db = openReadOnly(() => new DatabaseSync(file, { readOnly: true }));
  const collections = openReadOnly(() =>
    // Tables alone: a view could go on for ever.
    db.prepare(`
      select collection.id, collection.name from _collections as collection
      join sqlite_schema as stored on stored.name = collection.name and stored.type = 'table'
      where collection.name in ('users', 'scanners', 'scans')`),
  );
  const ids = new Map<unknown, unknown>();
  for (const { id, name } of openReadOnly(() => collections.all())) ids.set(name, id);
  const scansId = ids.get('scans');
  if (typeof scansId !== 'string' || !ID.test(scansId)) {
    db.close();
    throw new ImportFault(`${file} has no collection of scans: it is not Webhood's.`);
  }
  const storage = path.join(dir, 'storage');
  return {
    records: (collection) =>
      ids.has(collection)
        ? openReadOnly(() => db.prepare(`select * from "${collection}" order by id`).iterate())
        : [],
    file: (scanId, name) => readSourceFile(storage, path.join(storage, scansId, scanId), name),
    close: () => db.close(),
  };
}

function openReadOnly<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw damaged(error);
  }
}

/** What SQLite says of a database that it cannot read. */
export function damaged(error: unknown): ImportFault {
  const why = error instanceof Error ? error.message : String(error);
  return new ImportFault(
    `data.db cannot be read (${why}). Stop the old server, then copy pb_data.`,
  );
}

/** Record ids that can be part of a path and of an address. */
export function isRecordId(id: unknown): id is string {
  return typeof id === 'string' && ID.test(id);
}

async function readSourceFile(storage: string, dir: string, name: string): Promise<SourceFile> {
  if (!FILE_NAME.test(name)) return { kind: 'lost', why: 'its name is not one of a file' };
  try {
    // The folder is someone else's making: no link leads out of it.
    const inside = path.join(await realpath(storage), path.relative(storage, dir));
    if ((await realpath(dir)) !== inside) return { kind: 'lost', why: 'its folder is a link' };
    return await readRegular(path.join(inside, name));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { kind: 'lost', why: code === 'ENOENT' ? 'is missing' : `cannot be read (${code})` };
  }
}

async function readRegular(file: string): Promise<SourceFile> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) return { kind: 'lost', why: 'is not a file' };
    if (facts.size === 0) return { kind: 'lost', why: 'is empty' };
    if (facts.size > ARTIFACT_BOUNDS.blobBytes) {
      return { kind: 'lost', why: `is larger than ${ARTIFACT_BOUNDS.blobBytes} bytes` };
    }
    return { kind: 'read', content: await handle.readFile() };
  } finally {
    await handle.close();
  }
}
