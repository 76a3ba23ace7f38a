import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from '@webhood/client';
import type { Artifact } from '@webhood/contract';
import { clearEarlierEvidence } from './earlier-evidence.ts';
import { withPatience } from './patience.ts';
import { runPool } from './run-pool.ts';

/** Many small files: a few at a time hide the round trips without crowding the server. */
const DOWNLOADS_AT_ONCE = 4;

/** What arrived is not what the server says it stores. */
export class DamagedDownloadError extends Error {
  override readonly name = 'DamagedDownloadError';
}

/**
 * Writes every artifact of a scan to its place in `folder`, each checked against its hash.
 * @returns how many there were; without any, no folder is made
 */
export async function downloadEvidence(
  client: Client,
  scanId: string,
  folder: string,
  signal: AbortSignal,
): Promise<number> {
  const patience = { signal, repeatable: true };
  const artifacts = await withPatience(() => client.scans.artifacts(scanId, { signal }), patience);
  if (artifacts.length === 0) return 0;
  await clearEarlierEvidence(folder);
  await mkdir(folder, { recursive: true });
  await runPool(artifacts, DOWNLOADS_AT_ONCE, signal, (artifact) =>
    withPatience(() => download(client, scanId, artifact, folder, signal), patience),
  );
  // An abort between two files ends the pool without an error.
  signal.throwIfAborted();
  return artifacts.length;
}

async function download(
  client: Client,
  scanId: string,
  artifact: Artifact,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  // The contract allows only the evidence folder's own names in `path`.
  const target = join(folder, artifact.path);
  const partial = `${target}.partial`;
  await mkdir(dirname(target), { recursive: true });
  const { stream } = await client.scans.openArtifact(scanId, artifact.sha256, { signal });
  const check = hashing(artifact);
  try {
    await pipeline(Readable.fromWeb(stream), check.through, createWriteStream(partial), { signal });
    check.verify();
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

function hashing({ path, sha256, size }: Artifact) {
  const hash = createHash('sha256');
  let received = 0;
  const damaged = (what: string) =>
    new DamagedDownloadError(`${path} arrived damaged: ${what}. Nothing of it was kept.`);
  return {
    through: new Transform({
      transform(chunk: Buffer, _encoding, done) {
        received += chunk.length;
        hash.update(chunk);
        // More than was promised must not fill the disk.
        if (received > size) done(damaged(`more than its ${size} bytes`));
        else done(null, chunk);
      },
    }),
    verify: () => {
      if (received !== size) throw damaged(`${received} of ${size} bytes`);
      if (hash.digest('hex') !== sha256) throw damaged('its SHA-256 is another');
    },
  };
}
