import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The evidence folder's own names; a folder that holds them has nothing else removed. */
const FILES = [
  'scan.json',
  'screenshot.png',
  'screenshot-early.png',
  'page.html',
  'page.txt',
  'network.har',
];
const FOLDERS = { bodies: /^[0-9a-f]{64}$/, downloads: /^\d{1,4}\.zip$/ };

/**
 * Removes what an earlier scan left in a folder that is named again, so that no old file passes
 * for evidence of the new scan. Files that are not evidence stay.
 */
export async function clearEarlierEvidence(folder: string): Promise<void> {
  await Promise.all(FILES.map((name) => rm(join(folder, name), { force: true })));
  for (const [name, pattern] of Object.entries(FOLDERS)) {
    const files = (await namesIn(join(folder, name))).filter((file) => pattern.test(file));
    await Promise.all(files.map((file) => rm(join(folder, name, file), { force: true })));
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
