/** Stores of leases that lack one guarantee each: the simulation must find every one. */
import { sql } from 'kysely';
import type { CommitView, JobKey } from '../../src/features/leases/commit.store.ts';
import type { LeaseStore } from '../../src/features/leases/lease.store.ts';
import type { Db } from '../../src/platform/db/database.ts';
import type { Transaction } from '../../src/platform/db/transaction.ts';
import { inTransaction } from '../../src/platform/db/transactor.ts';

type Mutant = (store: LeaseStore, db: Db) => LeaseStore;

/** Any attempt of a running scan may commit, whether or not its lease is the one that counts. */
const withoutFence: Mutant = (store, db) => ({
  ...store,
  lockForCommit: async (tx, job) => {
    const view = await store.lockForCommit(tx, job);
    return view.reply || view.live ? view : asIfLive(db, tx, job);
  },
});

async function asIfLive(db: Db, tx: Transaction, job: JobKey): Promise<CommitView> {
  const scan = await inTransaction(db, tx)
    .selectFrom('scans')
    .selectAll()
    .where('id', '=', job.scanId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return {
    reply: undefined,
    live: scan && {
      slug: scan.slug,
      url: scan.url,
      failedAttempts: scan.failed_attempts,
      submittedBy: { kind: scan.submitted_by_kind, name: scan.submitted_by_name },
      createdAt: scan.created_at,
      startedAt: scan.created_at,
      waitedSeconds: 0,
      scannerId: scan.scanner_id ?? '',
    },
  };
}

/** A heartbeat brings a lease back that had run out. */
const withoutLeaseEnd: Mutant = (store, db) => ({
  ...store,
  extend: async ({ scanId, attempt }) => {
    const { numAffectedRows } = await sql`
      update scans set lease_until = clock_timestamp() + interval '30 seconds'
      where id = ${scanId} and attempt = ${attempt} and state = 'running'`.execute(db);
    return numAffectedRows === 1n;
  },
});

/** A commit that is repeated is not known, so its scanner believes the scan lost. */
const withoutSameAnswer: Mutant = (store) => ({
  ...store,
  lockForCommit: async (tx, job) => ({
    ...(await store.lockForCommit(tx, job)),
    reply: undefined,
  }),
});

/** Leases that ran out are left as they are. */
const withoutSweep: Mutant = (store) => ({ ...store, lockEnded: async () => [] });

export const MUTANTS: Record<string, Mutant> = {
  'the fence removed': withoutFence,
  'the end of leases ignored': withoutLeaseEnd,
  'repeated commits unknown': withoutSameAnswer,
  'leases that nobody ends': withoutSweep,
};
