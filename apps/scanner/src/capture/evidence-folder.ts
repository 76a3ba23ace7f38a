/**
 * The folder of one scan's evidence. A file appears under its name only when it is whole: written
 * to a temporary name, then renamed. No name in it was chosen by a page.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, renameSync, writeFileSync } from 'node:fs';
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
/**
 * Up to this size a file is written at once: handing its four steps to other threads takes several
 * times as long as taking them, and most of what a page loads is small.
 */
const SMALL_BYTES = 256 * 1024;

export async function openEvidenceFolder(path: string): Promise<EvidenceFolder> {
  const artifacts: Artifact[] = [];
  const bodies = new Map<string, Promise<Artifact>>();
  await Promise.all([
    mkdir(join(path, 'bodies'), { recursive: true }),
    mkdir(join(path, 'downloads'), { recursive: true }),
  ]);

  const newTemporaryPath = (): string => join(path, `.${randomUUID()}.part`);
  const place = async (
    name: string,
    write: (temporaryPath: string) => Promise<void>,
  ): Promise<void> => {
    const temporaryPath = newTemporaryPath();
    await write(temporaryPath);
    await rename(temporaryPath, join(path, name));
  };
  const placeData = (name: string, data: Buffer): Promise<void> | void => {
    if (data.length > SMALL_BYTES) return place(name, (to) => writeFile(to, data));
    const temporaryPath = newTemporaryPath();
    writeFileSync(temporaryPath, data);
    renameSync(temporaryPath, join(path, name));
  };
  const add = (artifact: Artifact): Artifact => {
    artifacts.push(artifact);
    return artifact;
  };

  const write = async (file: NewFile, sha256 = hashOf(file.data)): Promise<Artifact> => {
    const { kind, name, data } = file;
    await placeData(name, data);
    const mediaType = file.mediaType.slice(0, MEDIA_TYPE_LENGTH);
    return { kind, path: name, mediaType, sha256, size: data.length };
  };

  return {
    path,
    artifacts,
    put: async (kind, name, data, mediaType) => add(await write({ kind, name, data, mediaType })),
    seal: (data) =>
      write({ kind: 'report', name: 'scan.json', data, mediaType: 'application/json' }),
    putBody(data, mediaType) {
      const sha256 = hashOf(data);
      const known = bodies.get(sha256);
      if (known) return known;
      const file: NewFile = { kind: 'body', name: `bodies/${sha256}`, data, mediaType };
      const written = write(file, sha256).then(add);
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

interface NewFile {
  kind: ArtifactKind;
  name: string;
  data: Buffer;
  mediaType: string;
}

function hashOf(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { signal })) hash.update(chunk);
  return hash.digest('hex');
}
