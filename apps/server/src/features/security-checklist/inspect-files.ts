/** Which files with secrets in them others on this machine can read. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GivenSecret, InspectedSettings } from './check.ts';

const OTHERS_MAY_READ = 0o004;
const GROUP_OR_OTHERS_MAY = 0o077;
/** Where container runtimes mount secrets, readable for everyone in that container: for us alone. */
const MOUNTED = /^\/(var\/)?run\/secrets\//;

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode;
  } catch {
    // Not there, or not for us to see: nothing that leaks.
    return undefined;
  }
}

/** The secret that the data folder holds where the environment gives none. */
export async function storedSecret(dataDir: string): Promise<GivenSecret | undefined> {
  const file = join(dataDir, 'secret');
  try {
    return { name: file, value: (await readFile(file, 'utf8')).trim(), file };
  } catch {
    // Made at the first start.
    return undefined;
  }
}

export async function exposedFiles(
  { dataDir, tls }: Pick<InspectedSettings, 'dataDir' | 'tls'>,
  secrets: readonly GivenSecret[],
): Promise<string[]> {
  const own = [join(dataDir, 'secret'), tls?.keyFile ?? join(dataDir, 'tls', 'key.pem')];
  const given = secrets.flatMap(({ file }) => (file && !own.includes(file) ? [file] : []));
  const watched = [
    // The server makes the data folder's own and nobody else has a use for them.
    ...own.map((path, i) => ({
      path,
      mask: i === 1 && tls ? OTHERS_MAY_READ : GROUP_OR_OTHERS_MAY,
    })),
    ...given.filter((path) => !MOUNTED.test(path)).map((path) => ({ path, mask: OTHERS_MAY_READ })),
  ];
  const found = await Promise.all(
    watched.map(async ({ path, mask }) => (((await modeOf(path)) ?? 0) & mask ? path : undefined)),
  );
  return found.filter((path) => path !== undefined);
}
