/** Brings a backup into an empty installation: all of it, or nothing that anyone would see. */
import { createReadStream } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import type pg from 'pg';
import type { BlobStore } from '../../platform/blob-store/blob-store.ts';
import { loadTables, requireEmpty } from './backup.store.ts';
import {
  altered,
  BackupFault,
  Hash,
  hashOfFile,
  type Manifest,
  placesIn,
  readManifest,
  sha256Of,
} from './backup-format.ts';

const AT_ONCE = 8;

interface RestoreDeps {
  /** Of the role that owns the tables. */
  ownerUrl: string;
  openBlobs(): Promise<BlobStore>;
  /** Brings the schema to those migrations, or, without any, to the newest. */
  migrateTo(numbers: number[] | undefined): Promise<void>;
  /** Those that this program knows. */
  knownMigrations: Manifest['migrations'];
  note(client: Pick<pg.Client, 'query'>, counts: RestoreCounts): Promise<void>;
}

export interface RestoreCounts {
  rows: number;
  artifacts: number;
  lostArtifacts: number;
  backupFrom: string;
}

/** @throws BackupFault naming what is torn, altered, too new, or in the way */
export async function restoreBackup(dir: string, deps: RestoreDeps): Promise<RestoreCounts> {
  const manifest = await readManifest(dir);
  requireKnown(manifest, deps.knownMigrations);
  const artifacts = await verifyFiles(dir, manifest);
  const numbers = manifest.migrations.map(({ number }) => number);
  await deps.migrateTo(numbers);
  await requireEmpty(deps.ownerUrl, manifest.migrations);
  await storeArtifacts(dir, artifacts, await deps.openBlobs());
  const counts: RestoreCounts = {
    rows: manifest.tables.reduce((sum, each) => sum + each.rows, 0),
    artifacts: artifacts.length,
    lostArtifacts: manifest.lostArtifacts.length,
    backupFrom: manifest.createdAt,
  };
  await loadTables(deps.ownerUrl, manifest.tables, placesIn(dir).table, (client) =>
    deps.note(client, counts),
  );
  await deps.migrateTo(undefined);
  return counts;
}

function requireKnown({ migrations }: Manifest, known: Manifest['migrations']): void {
  const byNumber = new Map(known.map((each) => [each.number, each]));
  for (const { number, name, checksum } of migrations) {
    if (byNumber.get(number)?.checksum === checksum) continue;
    throw new BackupFault(
      `The backup is of another Webhood than this (migration ${name}). Restore it with the version that made it, then upgrade.`,
    );
  }
}

/** Every table by its hash, and that each artifact is there; their own hashes as they are stored. */
async function verifyFiles(dir: string, { tables, artifacts }: Manifest) {
  const places = placesIn(dir);
  for (const { name, sha256 } of tables) {
    const file = places.table(name);
    const found = await hashOfFile(file).catch(asMissing(`tables/${name}.copy`));
    if (found !== sha256) throw altered(`tables/${name}.copy`);
  }
  const list = await readFile(places.artifactList, 'utf8').catch(asMissing('artifacts.tsv'));
  if (sha256Of(list) !== artifacts.listSha256) throw altered('artifacts.tsv');
  const lines = list.split('\n').filter((line) => line !== '');
  const named = lines.map((line) => {
    const [sha256 = '', size = ''] = line.split('\t');
    return { sha256, size: Number(size) };
  });
  for (const { sha256, size } of named) {
    // A path is made of it, and the folder may have been in other hands.
    if (!Hash.safeParse(sha256).success) throw altered('artifacts.tsv');
    const found = await lstat(places.artifact(sha256)).catch(asMissing(nameOf(sha256)));
    if (!found.isFile() || found.size !== size) throw altered(nameOf(sha256));
  }
  return named;
}

async function storeArtifacts(
  dir: string,
  artifacts: { sha256: string; size: number }[],
  blobs: BlobStore,
): Promise<void> {
  const places = placesIn(dir);
  const waiting = artifacts.values();
  const lane = async (): Promise<void> => {
    for (const { sha256, size } of waiting) {
      const content = createReadStream(places.artifact(sha256));
      await blobs.put(content, { sha256, maxBytes: size }).catch((error: unknown) => {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code === 'hash_mismatch' || code === 'payload_too_large') throw altered(nameOf(sha256));
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** As the backup's folder has it. */
const nameOf = (sha256: string): string => `artifacts/${sha256.slice(0, 2)}/${sha256}`;

function asMissing(file: string): (cause: unknown) => never {
  return (cause) => {
    const message = `${file} is missing from the backup, or cannot be read. Nothing was restored.`;
    throw new BackupFault(message, { cause });
  };
}
