/** Wires a restore: the database as its owner, before any server has been started on it. */

import { operatorName } from './administration/operator.ts';
import type { Config } from './config.ts';
import { type RestoreCounts, restoreBackup } from './features/backup/restore.service.ts';
import { openBlobStore } from './platform/blob-store/open-blob-store.ts';
import { requireDataDir } from './platform/data-dir/data-dir.ts';
import { migrate, readMigrations } from './platform/db/migrate.ts';
import { findDatabase } from './platform/db/open-database.ts';
import type { Log } from './platform/log/log.ts';
import { StartFailure } from './platform/process/start-failure.ts';
import type { Teardown } from './platform/process/teardown.ts';

interface RestoreDeps {
  config: Config;
  log: Log;
  teardown: Teardown;
}

/** @throws BackupFault, StartFailure */
export async function restoreInto(
  dir: string,
  { config, log, teardown }: RestoreDeps,
): Promise<RestoreCounts> {
  await requireDataDir(config.dataDir);
  const access = await findDatabase({ ...config, role: 'visitor', log, teardown });
  const { ownerUrl, serverRole } = access;
  const known = await readMigrations();
  return restoreBackup(dir, {
    ownerUrl,
    openBlobs: () => openBlobStore({ settings: config.storage, log, teardown }),
    knownMigrations: known.map(({ number, name, checksum }) => ({ number, name, checksum })),
    migrateTo: async (numbers) => {
      const migrations = known.filter(({ number }) => numbers?.includes(number) ?? true);
      const migrated = await migrate({ url: ownerUrl, log, serverRole, migrations });
      if (migrated.kind === 'failed') throw new StartFailure(migrated.code, migrated.message);
    },
    note: async (client, counts) => {
      await client.query(
        `insert into audit_log (action, outcome, actor_kind, actor_name, details)
         values ('backup.restored', 'success', 'operator', $1, $2)`,
        [operatorName(), JSON.stringify(counts)],
      );
    },
  });
}
