/**
 * Claiming a scan. The queue is one list for each pool of scanners (migration 0024): the first scan
 * of each pool that the scanner may serve is looked at, and the first of these is its turn. So it
 * costs as much as there are pools, and nothing for what waits for others.
 */
import { LEASE_TIMES, type ScanOptions } from '@webhood/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';

export interface ClaimingScanner {
  id: string;
  name: string;
  /** Of the token that it asked with. */
  tokenHash: string | null;
  allowNetworks: string[];
  /** Which names off the public internet it can be given. */
  reaches: ('loopback' | 'non_public')[];
  /** Administrators bound how many scans it may run at once. */
  isBounded: boolean;
}

export interface ClaimedScan {
  id: string;
  slug: string;
  url: string;
  /** Without what is secret of them, which `sealedOptions` holds. */
  options: ScanOptions;
  sealedOptions: string | null;
  attempt: number;
}

/** Claimed nothing: `hasWork` where there was something, which others claimed meanwhile. */
type Claim = { isKnown: boolean; hasWork: boolean } & (ClaimedScan | { id: null });

/** As the index of pools has it. */
const POOL = sql`queue_pool(target_scanner_id, required_labels, required_reach, required_address)`;
const NEEDS = sql`target_scanner_id, required_labels, required_reach, required_address`;
const TURN = sql`priority desc, fair_key, queued_at`;

export async function claimOnce(
  db: Db,
  scanner: ClaimingScanner,
  jobTokenHash: string,
): Promise<Claim> {
  const { id, name, tokenHash, allowNetworks, reaches } = scanner;
  const networks = sql`any(${allowNetworks}::inet[])`;
  const mayBeGiven = sql`state = 'queued' and available_at <= clock_timestamp()
    and (required_address is null or required_address <<= ${networks})`;
  const { rows } = await sql<Claim>`
    with recursive asking as (
      select labels, paused_at, at_once from scanners where id = ${id} and removed_at is null
        and token_hash is not distinct from ${tokenHash}
    ), pools as (
      (select ${POOL} as pool, ${NEEDS} from scans where state = 'queued' order by 1 limit 1)
      union all
      select next.* from pools, lateral (
        select ${POOL} as pool, ${NEEDS} from scans
        where state = 'queued' and ${POOL} > pools.pool order by 1 limit 1) as next
    ), served as (
      select pool from pools, asking where paused_at is null
        and (at_once is null or at_once > (
          select count(*) from scans where scanner_id = ${id} and state = 'running'))
        and (target_scanner_id is null or target_scanner_id = ${id})
        and (required_reach is null or required_reach = any(${reaches}::text[]))
        and required_labels <@ labels
        and (required_address is null or set_masklen(required_address,
              case family(required_address) when 4 then 8 else 16 end) && ${networks})
    ), first as materialized (
      select pool from served, lateral (
        select priority, fair_key, queued_at from scans
        where ${POOL} = served.pool and ${mayBeGiven} order by ${TURN} limit 1) as head
      order by ${TURN} limit 1
    ), next as (
      select id from scans where ${POOL} = (select pool from first) and ${mayBeGiven}
      order by ${TURN} limit 1 for update of scans skip locked
    ), claimed as (
      update scans set
        state = 'running', phase = 'opening', attempt = attempt + 1,
        scanner_id = ${id}, scanner_name = ${name},
        lease_until = clock_timestamp() + make_interval(secs => ${LEASE_TIMES.leaseSeconds}),
        started_at = clock_timestamp(), updated_at = clock_timestamp()
      from next where scans.id = next.id
      returning scans.id, slug, url, options, sealed_options, attempt
    ), noted as (
      insert into scan_attempts (scan_id, attempt, scanner_id, job_token_hash)
      select id, attempt, ${id}, ${jobTokenHash} from claimed
    )
    select "isKnown", "hasWork", id, slug, url, options, sealed_options as "sealedOptions", attempt
    from (
      select exists (select 1 from asking) as "isKnown", exists (select 1 from first) as "hasWork"
    ) as found left join claimed on true
  `.execute(db);
  const [claim] = rows;
  if (!claim) throw new Error('A claim has no outcome.');
  return claim;
}
