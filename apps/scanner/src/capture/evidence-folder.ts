/**
 * The folder of one scan's evidence. A file appears under its name only when it is whole: written
 * to a temporary name, then renamed. No name in it was chosen by a page.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact, ArtifactKind } from '@webhood/contract';

export interface EvidenceFolder {
  readonly path: string;
  readonly artifacts: readonly Artifact[];
  put(kind: ArtifactKind, path: string, data: Buffer, mediaType: string): Promise<Artifact>;
  putBody(data: Buffer, mediaType: string): Promise<Artifact>;
  /** Takes over a file that `write` makes under the temporary name it is given. */
  putFile(
    kind: ArtifactKind,
    path: string,
    mediaType: string,
    write: (temporaryPath: string) => Promise<void>,
  ): Promise<Artifact>;
  /** Writes `scan.json`, which names every other file and is therefore the last. */
  seal(report: Buffer): Promise<Artifact>;
}

const MEDIA_TYPE_LENGTH = 200;

export async function openEvidenceFolder(path: string): Promise<EvidenceFolder> {
  const artifacts: Artifact[] = [];
  const bodies = new Map<string, Promise<Artifact>>();
  await Promise.all([
    mkdir(join(path, 'bodies'), { recursive: true }),
    mkdir(join(path, 'downloads'), { recursive: true }),
  ]);

  const place = async (
    name: string,
    write: (temporaryPath: string) => Promise<void>,
  ): Promise<void> => {
    const temporaryPath = join(path, `.${randomUUID()}.part`);
    await write(temporaryPath);
    await rename(temporaryPath, join(path, name));
  };
  const add = (artifact: Artifact): Artifact => {
    artifacts.push(artifact);
    return artifact;
  };

  const write: EvidenceFolder['put'] = async (kind, name, data, mediaType) => {
    await place(name, (temporaryPath) => writeFile(temporaryPath, data));
    return {
      kind,
      path: name,
      mediaType: mediaType.slice(0, MEDIA_TYPE_LENGTH),
      sha256: createHash('sha256').update(data).digest('hex'),
      size: data.length,
    };
  };
  const put: EvidenceFolder['put'] = async (...file) => add(await write(...file));

  return {
    path,
    artifacts,
    put,
    seal: (report) => write('report', 'scan.json', report, 'application/json'),
    putBody(data, mediaType) {
      const sha256 = createHash('sha256').update(data).digest('hex');
      const known = bodies.get(sha256);
      if (known) return known;
      const written = put('body', `bodies/${sha256}`, data, mediaType);
      bodies.set(sha256, written);
      return written;
    },
    async putFile(kind, name, mediaType, writeTo) {
      await place(name, writeTo);
      const target = join(path, name);
      const [sha256, { size }] = await Promise.all([hashFile(target), stat(target)]);
      return add({ kind, path: name, mediaType, sha256, size });
    },
  };
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
