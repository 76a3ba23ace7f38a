import { randomBytes } from 'node:crypto';
import { link, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { secretWeakness } from '../crypto/secret-strength.ts';
import { StartFailure } from '../process/start-failure.ts';

const SECRET_BYTES = 48;
const OTHERS_MAY = 0o077;

async function readSecret(path: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(path);
    if (mode & OTHERS_MAY) {
      throw faulty(`Others can read ${path}. Run: chmod 600 ${path}`);
    }
    const secret = (await readFile(path, 'utf8')).trim();
    const weakness = secretWeakness(secret);
    if (weakness !== undefined) throw faulty(`The secret in ${path} ${weakness}.`);
    return secret;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function faulty(message: string): StartFailure {
  return new StartFailure('invalid_configuration', message);
}

/**
 * The installation's own secret, made at the first start; two starts at once agree on one.
 * @throws StartFailure `invalid_configuration` when the one that is there is weak or readable
 */
export async function requireSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'secret');
  const known = await readSecret(path);
  if (known) return known;
  const temporary = `${path}.${process.pid}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(`${randomBytes(SECRET_BYTES).toString('base64url')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  // A link, unlike a rename, never replaces what another process has put there meanwhile.
  await link(temporary, path).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  await rm(temporary);
  const made = await readSecret(path);
  if (!made) throw new Error(`${path} disappeared while it was made`);
  return made;
}
