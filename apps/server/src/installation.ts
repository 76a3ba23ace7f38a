/** Wires what has to do with the installation's secret, for the server and for commands. */
import { operatorName } from './administration/operator.ts';
import { createAuditStore } from './features/audit/audit.store.ts';
import {
  createInstallationService,
  type InstallationService,
} from './features/installation/installation.service.ts';
import { createInstallationStore } from './features/installation/installation.store.ts';
import { createRotationStore } from './features/installation/rotation.store.ts';
import type { Db } from './platform/db/database.ts';
import { createTransactor } from './platform/db/transactor.ts';
import type { Log } from './platform/log/log.ts';

export function openInstallation(secret: string, db: Db, log: Log): InstallationService {
  const audit = createAuditStore(db);
  return createInstallationService({
    secret,
    store: createInstallationStore(db),
    rotations: createRotationStore(db),
    transactor: createTransactor(db),
    recordRotation: (tx, cause, counts) => {
      const byOperator = cause === 'requested';
      const actor = byOperator
        ? { kind: 'operator' as const, id: null, name: operatorName() }
        : { kind: 'server' as const, id: null, name: null };
      const action = byOperator ? 'secret.rotated' : 'secret.changed';
      return audit.insert([{ action, outcome: 'success', actor, details: { ...counts } }], tx);
    },
    log,
  });
}
