import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { blobStoreCompliance } from './blob-store-compliance.ts';
import { createFileBlobStore } from './file-blob-store.ts';

async function temporaryFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'webhood-blobs-'));
}

blobStoreCompliance('files', async () => {
  const dir = await temporaryFolder();
  return {
    store: await createFileBlobStore(dir),
    leftovers: async () => {
      const entries = await readdir(dir, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort();
    },
    close: () => rm(dir, { recursive: true }),
  };
});

test('what a crash has left is swept at start, what another server is writing is not', async () => {
  const dir = await temporaryFolder();
  onTestFinished(() => rm(dir, { recursive: true }));
  await createFileBlobStore(dir);
  await writeFile(path.join(dir, 'tmp', 'old'), 'half');
  await writeFile(path.join(dir, 'tmp', 'fresh'), 'half');
  const dayAgo = new Date(Date.now() - 24 * 60 * 60 * 1000);
  await utimes(path.join(dir, 'tmp', 'old'), dayAgo, dayAgo);
  await createFileBlobStore(dir);
  expect(await readdir(path.join(dir, 'tmp'))).toEqual(['fresh']);
});
