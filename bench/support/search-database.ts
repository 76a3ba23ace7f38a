import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type EmbeddedPostgres,
  openEmbeddedPostgres,
} from '../../apps/server/src/platform/db/embedded-postgres.ts';
import { createLog } from '../../apps/server/src/platform/log/log.ts';

/** Outside the repository: a million scans take some gigabytes. */
export const DEFAULT_FOLDER = join(tmpdir(), 'webhood-search-bench');
export const SEARCH_DATABASE = 'search_bench';

/** The database that the seed fills and the benchmark asks, with the settings of the product. */
export async function openSearchDatabase(folder: string): Promise<EmbeddedPostgres> {
  const dataDir = resolve(folder);
  await mkdir(dataDir, { recursive: true });
  const log = createLog('warn');
  const outcome = await openEmbeddedPostgres({ dataDir, log, role: 'visitor' });
  if (outcome.kind === 'failed') throw new Error(`${outcome.code}: ${outcome.message}`);
  return outcome.postgres;
}
