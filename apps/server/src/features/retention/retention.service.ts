/** How long scans are kept, by rules of the administrators, and holds that outrank them. */
import type {
  LegalHold,
  Retention,
  RetentionPreview,
  RetentionRule,
  RetentionRules,
  ScanHold,
} from '@webhood/contract';
import type { FastifyBaseLogger } from 'fastify';
import type { Transaction, Transactor } from '../../platform/db/transaction.ts';
import { notFound } from '../../platform/http/app-error.ts';
import { type Authorised, authorise } from '../accounts/authorisation.service.ts';
import type { ScanService } from '../scans/scan.service.ts';
import type { HoldRecord, HoldStore } from './hold.store.ts';
import type { RetentionStore } from './retention.store.ts';

/** One transaction, and one entry in the audit log. */
const SCANS_AT_ONCE = 100;
/** One run; the next comes within the hour. */
const BATCHES_PER_RUN = 500;
const TERM_BATCHES_PER_RUN = 500;
const HOLDS_LISTED = 1_000;

export type RetentionService = ReturnType<typeof createRetentionService>;

interface RetentionDeps {
  store: RetentionStore;
  holds: HoldStore;
  scans: Pick<ScanService, 'get'>;
  transactor: Transactor;
  /** Notes which scans were removed, in the transaction that does it. */
  recordRemoval(tx: Transaction, scanIds: string[]): Promise<void>;
  log: FastifyBaseLogger;
}

export function createRetentionService(deps: RetentionDeps) {
  const { store, holds, scans, transactor, recordRemoval, log } = deps;

  async function read(_may: Authorised<'retention.manage'>): Promise<Retention> {
    const { rules, changedAt, changedBy } = await store.read();
    return { rules, changedAt: changedAt?.toISOString() ?? null, changedBy };
  }

  async function change(
    may: Authorised<'retention.manage'>,
    { rules }: RetentionRules,
  ): Promise<Retention> {
    await store.write(rules, may.principal.name);
    log.info({ rules: rules.length, by: may.principal.id }, 'retention.changed');
    return read(may);
  }

  /** Removes what the rules let go. Resolves to how many scans. */
  async function apply(): Promise<number> {
    const { rules } = await store.read();
    if (!rules.some(isBounded)) return 0;
    let removed = 0;
    for (let batch = 0; batch < BATCHES_PER_RUN; batch++) {
      const ids = await store.findSurplus(rules, SCANS_AT_ONCE);
      const gone = ids.length === 0 ? [] : await removeBatch(ids);
      removed += gone.length;
      // What would not go now (held, or changed since) is looked at again in the next run.
      if (gone.length < SCANS_AT_ONCE) break;
    }
    if (removed > 0) log.info({ removed }, 'retention.applied');
    return removed;
  }

  /** None where another server is at it. */
  function removeBatch(ids: string[]): Promise<string[]> {
    return transactor.run(async (tx) => {
      if (!(await store.isAlone(tx))) return [];
      const gone = await store.remove(tx, ids);
      if (gone.length > 0) await recordRemoval(tx, gone);
      return gone;
    });
  }

  async function sweepTerms(): Promise<void> {
    const alone = <T>(work: (tx: Transaction) => Promise<T>) =>
      transactor.run(async (tx) => ((await store.isAlone(tx)) ? work(tx) : undefined));
    await alone(store.lookAgain);
    for (let batch = 0; batch < TERM_BATCHES_PER_RUN; batch++) {
      if (!(await alone(store.unlistTerms))) return;
    }
  }

  async function placeHold(
    { principal }: Authorised<'retention.manage'>,
    idOrSlug: string,
    reason: string,
  ): Promise<ScanHold> {
    const scan = await scans.get(authorise(principal, 'scans.read'), idOrSlug);
    if (!(await holds.place(scan.id, reason, principal.name))) throw notFound('scan');
    log.info({ scanId: scan.id, by: principal.id }, 'scan.held');
    const hold = await holds.find(scan.id);
    return { hold: hold ? present(hold) : null };
  }

  async function liftHold(
    { principal }: Authorised<'retention.manage'>,
    idOrSlug: string,
  ): Promise<void> {
    const scan = await scans.get(authorise(principal, 'scans.read'), idOrSlug);
    if (!(await holds.lift(scan.id))) throw notFound('hold');
    log.info({ scanId: scan.id, by: principal.id }, 'scan.released');
  }

  return {
    read,
    change,
    apply,
    sweepTerms,
    placeHold,
    liftHold,
    preview: (
      _may: Authorised<'retention.manage'>,
      { rules }: RetentionRules,
    ): Promise<RetentionPreview> => store.countSurplus(rules),
    hold: async (may: Authorised<'scans.read'>, idOrSlug: string): Promise<ScanHold> => {
      const scan = await scans.get(may, idOrSlug);
      const hold = await holds.find(scan.id);
      return { hold: hold ? present(hold) : null };
    },
    listHolds: async (_may: Authorised<'retention.manage'>): Promise<LegalHold[]> =>
      (await holds.list(HOLDS_LISTED)).map(present),
  };
}

function isBounded({ maxAgeDays, maxCount, maxBytes }: RetentionRule): boolean {
  return maxAgeDays !== null || maxCount !== null || maxBytes !== null;
}

function present({ placedAt, ...hold }: HoldRecord): LegalHold {
  return { ...hold, placedAt: placedAt.toISOString() };
}
