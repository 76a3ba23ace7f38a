/** How scans come into being, and what a repeated submission is answered. */
import type { ScanOptions, UrlNotice } from '@webhood/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { KeptVerdict } from '../../platform/db/schema-submission.ts';
import type { Transaction } from '../../platform/db/transaction.ts';
import { inTransaction } from '../../platform/db/transactor.ts';
import { listTerms, submittedTerms, termOf } from '../search/search-terms.service.ts';
import type { HostRequirement } from './host-requirement.ts';
import {
  RECORD_COLUMNS,
  type ScanRecord,
  type Submitter,
  toRecord,
  type Viewer,
  visibleTo,
} from './scan-record.store.ts';

export type { KeptVerdict };

export interface NewScan {
  id: string;
  slug: string;
  url: string;
  /** Without what is secret of them, which `sealedOptions` holds. */
  options: ScanOptions;
  sealedOptions: string | null;
  notices: UrlNotice[];
  needs: HostRequirement;
}

/** What holds for every scan of one submission. */
export interface SubmissionFacts {
  submittedBy: Submitter;
  visibility: ScanRecord['visibility'];
  tags: string[];
  /** See `priority.ts`. */
  rank: number;
  notBefore: Date | null;
  targetScannerId: string | null;
  requiredLabels: string[];
  rescanOf: string | null;
}

export interface ReuseWish {
  urls: string[];
  options: ScanOptions;
  visibility: ScanRecord['visibility'];
  targetScannerId: string | null;
  requiredLabels: string[];
  minutes: number;
  viewer: Viewer;
}

export interface IdempotencyEntry {
  owner: Pick<Submitter, 'kind' | 'id'>;
  route: string;
  key: string;
  fingerprint: string;
}

/** Advisory locks of reuse, whatever the URLs: a thousand of one each would fill the lock table. */
const REUSE_LOCKS = 128;
const REUSE_LOCK_BASE = 7_203_551_000;
/** The same for hosts that somebody submits several URLs at once of. */
const HOST_LOCKS = 128;
const HOST_LOCK_BASE = 7_203_552_000;

export function createSubmissionStore({ db }: { db: Db }) {
  /**
   * Lists what the scans will be found by. Outside their transaction: those who list the same
   * terms in another order would wait for each other, and terms of no scan are harmless.
   */
  async function announceTerms(urls: string[], tags: string[]): Promise<void> {
    const tagTerms = tags.map((tag) => termOf('tag', tag));
    await listTerms([...new Set([...tagTerms, ...urls.flatMap(submittedTerms)])]).execute(db);
  }

  /**
   * Until the transaction ends nobody else submits lists that name these hosts. Slugs of one host
   * and moment are few: who inserts many waits for the other's, and the other for theirs.
   */
  async function lockHosts(transaction: Transaction, hosts: string[]): Promise<void> {
    await lockAll(inTransaction(db, transaction), hosts, HOST_LOCK_BASE, HOST_LOCKS);
  }

  /** Inserts all but those whose slug is taken, in the submitter's turns. */
  async function insert(
    transaction: Transaction,
    scans: NewScan[],
    facts: SubmissionFacts,
  ): Promise<ScanRecord[]> {
    const tx = inTransaction(db, transaction);
    const { submittedBy: by, rank, tags, notBefore } = facts;
    const turn = await nextTurn(tx, by, rank);
    // A time that has passed is now, by the database's clock.
    const isLater = sql<boolean>`coalesce(${notBefore}::timestamptz > clock_timestamp(), false)`;
    const rows = await tx
      .insertInto('scans')
      .values(
        scans.map((scan, index) => ({
          id: scan.id,
          slug: scan.slug,
          state: sql<'queued'>`case when ${isLater} then 'pending' else 'queued' end`,
          url: scan.url,
          options: JSON.stringify(scan.options),
          sealed_options: scan.sealedOptions,
          notices: scan.notices,
          visibility: facts.visibility,
          submitted_by_kind: by.kind,
          submitted_by_id: by.id,
          submitted_by_name: by.name,
          priority: rank,
          fair_key: turn + index,
          required_address: scan.needs.kind === 'address' ? scan.needs.address : null,
          required_reach: scan.needs.kind === 'name' ? scan.needs.reach : null,
          terms: submittedTerms(scan.url),
          tags,
          available_at: sql<Date>`greatest(${notBefore}::timestamptz, clock_timestamp())`,
          not_before: sql<Date | null>`case when ${isLater} then ${notBefore}::timestamptz end`,
          target_scanner_id: facts.targetScannerId,
          required_labels: facts.requiredLabels,
          rescan_of: facts.rescanOf,
        })),
      )
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .returning(RECORD_COLUMNS)
      .execute();
    return rows.map(toRecord);
  }

  async function keepTrace(
    transaction: Transaction,
    scanIds: string[],
    traceparent: string,
  ): Promise<void> {
    if (scanIds.length === 0) return;
    await inTransaction(db, transaction)
      .insertInto('scan_traces')
      .values(scanIds.map((scan_id) => ({ scan_id, traceparent })))
      .execute();
  }

  /** A burst's scans take turns one after the other, so the first of them is asked for once. */
  async function nextTurn(tx: Db, by: Submitter, rank: number): Promise<number> {
    const { rows } = await sql<{ turn: number }>`
      select next_fair_key(${by.kind}, ${by.id}, ${rank}::smallint) as turn`.execute(tx);
    const [found] = rows;
    if (!found) throw new Error('The queue gave no turn.');
    return found.turn;
  }

  /**
   * The newest scan that will do for each URL. Until the transaction ends nobody else who asks for
   * reuse submits these, so two at once do not make two.
   */
  async function findReusable(
    transaction: Transaction,
    wish: ReuseWish,
  ): Promise<Map<string, ScanRecord>> {
    const tx = inTransaction(db, transaction);
    await lockAll(tx, wish.urls, REUSE_LOCK_BASE, REUSE_LOCKS);
    const rows = await tx
      .selectFrom('scans')
      .select(RECORD_COLUMNS)
      .where(
        sql<boolean>`md5(url) = any(array(select md5(u) from unnest(${wish.urls}::text[]) as u))`,
      )
      .where('url', '=', sql<string>`any(${wish.urls}::text[])`)
      .where(
        'created_at',
        '>',
        sql<Date>`clock_timestamp() - make_interval(mins => ${wish.minutes})`,
      )
      .where('state', 'not in', ['error', 'cancelled'])
      .where('visibility', '=', wish.visibility)
      .where(sql<boolean>`options = ${JSON.stringify(wish.options)}::jsonb`)
      .where('target_scanner_id', 'is not distinct from', wish.targetScannerId)
      .where(sql<boolean>`required_labels = ${wish.requiredLabels}::text[]`)
      .where(visibleTo(wish.viewer))
      .orderBy('created_at')
      .execute();
    return new Map(rows.map((row) => [row.url, toRecord(row)]));
  }

  /**
   * `new`: the key is the caller's now, until the transaction ends. Who comes with the same key
   * meanwhile waits here for what becomes of it.
   */
  async function claimKey(
    transaction: Transaction,
    { owner, route, key, fingerprint }: IdempotencyEntry,
  ): Promise<{ kind: 'new' } | { kind: 'known'; fingerprint: string; verdicts: KeptVerdict[] }> {
    const tx = inTransaction(db, transaction);
    const place = { owner_kind: owner.kind, owner_id: owner.id, route, key };
    const claimed = await tx
      .insertInto('idempotency_keys')
      .values({ ...place, fingerprint })
      .onConflict((conflict) => conflict.doNothing())
      .returning('key')
      .executeTakeFirst();
    if (claimed) return { kind: 'new' };
    const known = await tx
      .selectFrom('idempotency_keys')
      .select(['fingerprint', 'verdicts'])
      .where((eb) => eb.and(place))
      .executeTakeFirstOrThrow();
    return { kind: 'known', ...known };
  }

  async function keepVerdicts(
    transaction: Transaction,
    { owner, route, key }: IdempotencyEntry,
    verdicts: KeptVerdict[],
  ): Promise<void> {
    await inTransaction(db, transaction)
      .updateTable('idempotency_keys')
      .set({ verdicts: JSON.stringify(verdicts) })
      .where((eb) => eb.and({ owner_kind: owner.kind, owner_id: owner.id, route, key }))
      .execute();
  }

  async function forgetKeys(olderThanHours: number): Promise<void> {
    await db
      .deleteFrom('idempotency_keys')
      .where(
        'created_at',
        '<',
        sql<Date>`clock_timestamp() - make_interval(hours => ${olderThanHours})`,
      )
      .execute();
  }

  return {
    keepTrace,
    announceTerms,
    lockHosts,
    insert,
    findReusable,
    claimKey,
    keepVerdicts,
    forgetKeys,
  };
}

/** In one order, so that two who lock several do not wait for each other. */
async function lockAll(tx: Db, names: string[], base: number, locks: number): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(lock) from (
      select distinct ${base}::bigint + (hashtextextended(name, 0) & ${locks - 1}::bigint) as lock
      from unnest(${names}::text[]) as name order by 1) as locks`.execute(tx);
}

export type SubmissionStore = ReturnType<typeof createSubmissionStore>;
