/** Scans that wait for something else than a free scanner. */
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';

export function createQueueUpkeepStore({ db }: { db: Db }) {
  /** Queues scans whose time has come, each submitter's in turn. Resolves to how many. */
  async function queueDue(limit: number): Promise<number> {
    const { numAffectedRows } = await sql`
      with due as (
        select id, submitted_by_kind as kind, submitted_by_id as by, priority, available_at
        from scans where state = 'pending' and available_at <= clock_timestamp()
        order by available_at, id limit ${limit} for update skip locked
      ), turns as (
        select id, next_fair_key(kind, by, priority)
          + row_number() over (partition by kind, by, priority order by available_at, id) - 1
          as turn from due
      )
      update scans set state = 'queued', fair_key = turn,
        queued_at = clock_timestamp(), updated_at = clock_timestamp()
      from turns where scans.id = turns.id
    `.execute(db);
    return Number(numAffectedRows ?? 0n);
  }

  /** Ends scans that only a scanner which was removed could have done. Resolves to how many. */
  async function endOrphans(limit: number): Promise<number> {
    const { numAffectedRows } = await sql`
      with orphans as (
        select id from scans
        where state in ('pending', 'queued') and target_scanner_id is not null
          and not exists (select 1 from scanners
            where scanners.id = target_scanner_id and removed_at is null)
        limit ${limit} for update skip locked
      )
      update scans set state = 'error', error_code = 'scanner_error',
        error_message = 'The scanner that it was for was removed. Submit it for another.',
        done_at = clock_timestamp(), updated_at = clock_timestamp()
      from orphans where scans.id = orphans.id
    `.execute(db);
    return Number(numAffectedRows ?? 0n);
  }

  /** Ends scans whose labels no scanner has any more. Resolves to how many. */
  async function endUnlabelled(limit: number): Promise<number> {
    const { numAffectedRows } = await sql`
      with orphans as (
        select id from scans
        where state in ('pending', 'queued') and required_labels <> '{}'
          and not exists (select 1 from scanners
            where labels @> required_labels and removed_at is null)
        limit ${limit} for update skip locked
      )
      update scans set state = 'error', error_code = 'scanner_error',
        error_message = 'No scanner has the labels that it asks for any more: '
          || array_to_string(required_labels, ', ') || '. Submit it with others.',
        done_at = clock_timestamp(), updated_at = clock_timestamp()
      from orphans where scans.id = orphans.id
    `.execute(db);
    return Number(numAffectedRows ?? 0n);
  }

  return { queueDue, endOrphans, endUnlabelled };
}
