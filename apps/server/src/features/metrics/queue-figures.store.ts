import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { QueueFigures } from './queue-metrics.ts';

export function createQueueFiguresStore(db: Db) {
  return async function readQueueFigures(): Promise<QueueFigures> {
    const { rows } = await sql<QueueFigures>`
      select
        (count(*) filter (where state = 'pending'))::int as "pending",
        (count(*) filter (where state = 'queued'))::int as "queued",
        (count(*) filter (where state = 'running'))::int as "running",
        coalesce(greatest(0, extract(epoch from clock_timestamp()
          - min(queued_at) filter (where state = 'queued'))), 0)::float8 as "oldestSeconds",
        (count(*) filter (where state = 'running' and lease_until < clock_timestamp()))::int
          as "overdueLeases",
        (select count(*)::int from webhook_deliveries where state = 'waiting')
          as "waitingDeliveries",
        (select count(*)::int from blobs where damaged_at is not null) as "damagedArtifacts"
      from scans where state in ('pending', 'queued', 'running')
    `.execute(db);
    const [figures] = rows;
    if (!figures) throw new Error('An aggregate has one row.');
    return figures;
  };
}
