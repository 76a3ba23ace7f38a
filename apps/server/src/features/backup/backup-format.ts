/**
 * What a backup's folder holds: `tables/NAME.copy`, `artifacts/ab/SHA256`, `artifacts.tsv`, and,
 * written last, `manifest.json` with the hash of everything and `manifest.sha256` with its own.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

const FORMAT = 1;

export const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
const Count = z.int().min(0);

const Manifest = z.strictObject({
  format: z.literal(FORMAT),
  createdAt: z.iso.datetime(),
  /** Of the schema, in order. */
  migrations: z.array(z.strictObject({ number: z.int(), name: z.string(), checksum: Hash })),
  tables: z.array(
    z.strictObject({ name: Name, columns: z.array(Name), rows: Count, bytes: Count, sha256: Hash }),
  ),
  artifacts: z.strictObject({ count: Count, bytes: Count, listSha256: Hash }),
  /** Named by the database and not to be had from the store, or not with their hash. */
  lostArtifacts: z.array(Hash),
});
export type Manifest = z.infer<typeof Manifest>;

/** A backup that cannot be used, or a place where it cannot go: one sentence that names what. */
export class BackupFault extends Error {
  override readonly name = 'BackupFault';
}

export const placesIn = (dir: string) => ({
  tablesDir: path.join(dir, 'tables'),
  table: (name: string) => path.join(dir, 'tables', `${name}.copy`),
  artifact: (sha256: string) => path.join(dir, 'artifacts', sha256.slice(0, 2), sha256),
  artifactList: path.join(dir, 'artifacts.tsv'),
  manifest: path.join(dir, 'manifest.json'),
  manifestHash: path.join(dir, 'manifest.sha256'),
});

export const sha256Of = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex');

export async function hashOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** The hash of the manifest, which stands for the whole backup. */
export async function writeManifest(
  dir: string,
  manifest: Omit<Manifest, 'format'>,
): Promise<string> {
  const text = `${JSON.stringify({ format: FORMAT, ...manifest }, null, 2)}\n`;
  const sha256 = sha256Of(text);
  const places = placesIn(dir);
  await writeFile(places.manifestHash, `${sha256}  manifest.json\n`, { flag: 'wx', flush: true });
  await writeFile(places.manifest, text, { flag: 'wx', flush: true });
  return sha256;
}

/** @throws BackupFault when there is none, or it is not as it was written */
export async function readManifest(dir: string): Promise<Manifest> {
  const places = placesIn(dir);
  const text = await readFile(places.manifest, 'utf8').catch((cause: unknown) => {
    const message = `${dir} holds no whole backup: manifest.json, which is written last, is missing.`;
    throw new BackupFault(message, { cause });
  });
  const noted = await readFile(places.manifestHash, 'utf8').catch(() => '');
  if (noted.slice(0, 64) !== sha256Of(text)) throw altered('manifest.json');
  const parsed = Manifest.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new BackupFault('manifest.json is of a form that this Webhood does not know.');
}

export function altered(file: string): BackupFault {
  return new BackupFault(
    `${file} is not as it was backed up: its SHA-256 differs. Nothing was restored.`,
  );
}
