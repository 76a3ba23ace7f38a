/** Makes a backup of an installation, whose server may be running. */
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BlobStore } from '../../platform/blob-store/blob-store.ts';
import { verifiedStream } from '../../platform/blob-store/verified-stream.ts';
import { takeSnapshot } from './backup.store.ts';
import { BackupFault, placesIn, sha256Of, writeManifest } from './backup-format.ts';

/** Artifacts beside each other: files are small, and a store far away answers late. */
const AT_ONCE = 8;

export interface BackupSummary {
  dir: string;
  tables: number;
  rows: number;
  artifacts: number;
  /** In bytes. */
  artifactBytes: number;
  /** Named by the database and not to be had from the store. */
  lostArtifacts: string[];
  /** Stands for the whole backup. */
  manifestSha256: string;
}

interface Size {
  sha256: string;
  size: number;
}

/** @throws BackupFault when `dir` is not empty */
export async function createBackup(
  dir: string,
  deps: { url: string; openBlobs(): Promise<BlobStore> },
): Promise<BackupSummary> {
  await requireEmptyFolder(dir);
  const blobs = await deps.openBlobs();
  const createdAt = new Date().toISOString();
  const places = placesIn(dir);
  await mkdir(places.tablesDir, { mode: 0o700 });
  return takeSnapshot(deps.url, places.table, async ({ migrations, tables, artifacts }) => {
    const lostArtifacts = await copyArtifacts(blobs, artifacts, places.artifact);
    const lost = new Set(lostArtifacts);
    const kept = artifacts.filter(({ sha256 }) => !lost.has(sha256));
    const list = kept.map(({ sha256, size }) => `${sha256}\t${size}\n`).join('');
    await writeFile(places.artifactList, list, { flag: 'wx', mode: 0o600, flush: true });
    const bytes = kept.reduce((sum, { size }) => sum + size, 0);
    const manifestSha256 = await writeManifest(dir, {
      createdAt,
      migrations,
      tables,
      artifacts: { count: kept.length, bytes, listSha256: sha256Of(list) },
      lostArtifacts,
    });
    const rows = tables.reduce((sum, each) => sum + each.rows, 0);
    const counts = { tables: tables.length, rows, artifacts: kept.length, artifactBytes: bytes };
    return { dir, ...counts, lostArtifacts, manifestSha256 };
  });
}

async function requireEmptyFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if ((await readdir(dir)).length === 0) return;
  throw new BackupFault(`${dir} is not empty. Name a new folder for each backup.`);
}

/** Resolves to those that were not to be had. */
async function copyArtifacts(
  blobs: BlobStore,
  artifacts: Size[],
  fileOf: (sha256: string) => string,
): Promise<string[]> {
  const lost: string[] = [];
  const waiting = artifacts.values();
  const lane = async (): Promise<void> => {
    for (const each of waiting) {
      if (!(await copyArtifact(blobs, each, fileOf(each.sha256)))) lost.push(each.sha256);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return lost.sort();
}

/** False when the store does not have it, or not with its hash. */
async function copyArtifact(blobs: BlobStore, { sha256, size }: Size, file: string) {
  const opened = await blobs.open(sha256);
  if (!opened) return false;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const verified = verifiedStream({ sha256, maxBytes: size });
  const target = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true });
  try {
    await pipeline(opened.stream, verified.stream, target);
    return true;
  } catch (error) {
    await rm(file, { force: true });
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'hash_mismatch' || code === 'payload_too_large') return false;
    throw error;
  }
}
