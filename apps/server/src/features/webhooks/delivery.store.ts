/** What is sent to webhooks: the queue, and the log of what became of it. */
import type { DeliveredEvent, WebhookDeliveryQuery } from '@webhood/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { DatabaseListener } from '../../platform/db/listen.ts';
import { newMessageId } from './message-id.ts';

export interface DeliveryRecord {
  seq: number;
  id: string;
  event: DeliveredEvent;
  scanId: string | null;
  state: 'waiting' | 'delivered' | 'failed';
  createdAt: Date;
  attempts: number;
  nextAt: Date;
  lastStatus: number | null;
  lastError: string | null;
}

export interface ClaimedDelivery {
  id: string;
  webhookId: string;
  event: DeliveredEvent;
  scanId: string | null;
  createdAt: Date;
  /** Since it was last put into the queue, this one included. */
  tries: number;
  attempt: number;
}

export interface AttemptOutcome {
  durationMs: number;
  status: number | null;
  error: string | null;
  answer: string;
}

const now = sql<Date>`clock_timestamp()`;

export function createDeliveryStore({ db, listener }: { db: Db; listener: DatabaseListener }) {
  const watch = (onWork: () => void): Promise<() => void> =>
    listener.subscribe('webhook_queued', { onNotification: onWork, onResync: onWork });

  /**
   * Removes what a script's webhook may not even know of: that somebody else's restricted scan has
   * ended. Called before anything of the queue is sent or shown.
   */
  async function dropUnseen(): Promise<void> {
    await sql`
      delete from webhook_deliveries as delivery using webhooks, scans
      where delivery.state = 'waiting' and delivery.attempt = 0
        and webhooks.id = delivery.webhook_id and webhooks.owner_kind = 'token'
        and scans.id = delivery.scan_id and scans.visibility = 'restricted'
        and (scans.submitted_by_kind, scans.submitted_by_id)
          is distinct from (webhooks.owner_kind, webhooks.owner_id)`.execute(db);
  }

  /** The longest due of a webhook that is not busy; nobody else gets it for `claimSeconds`. */
  async function claim(claimSeconds: number, atOnce: number): Promise<ClaimedDelivery | 'none'> {
    for (;;) {
      const { rows } = await sql<ClaimedDelivery | { id: null }>`
        with next as (
          select first.id from webhooks
          cross join lateral (
            select id, next_at from webhook_deliveries
            where webhook_id = webhooks.id and state = 'waiting' and next_at <= clock_timestamp()
            order by next_at limit 1
          ) as first
          where enabled and (
            select count(*) from webhook_deliveries as sending
            where sending.webhook_id = webhooks.id and claimed_until > clock_timestamp()
          ) < ${atOnce}
          order by first.next_at limit 1
        ), claimed as (
          update webhook_deliveries as delivery set
            tries = tries + 1, attempt = attempt + 1,
            next_at = clock_timestamp() + make_interval(secs => ${claimSeconds}),
            claimed_until = clock_timestamp() + make_interval(secs => ${claimSeconds})
          from next where delivery.id = next.id
            and state = 'waiting' and next_at <= clock_timestamp()
          returning delivery.id, webhook_id, event, scan_id, created_at, tries, attempt
        )
        select claimed.id, webhook_id as "webhookId", event, scan_id as "scanId",
          created_at as "createdAt", tries, attempt
        from next left join claimed on true
      `.execute(db);
      const [row] = rows;
      if (!row) return 'none';
      if (row.id !== null) return row;
      // Another server was quicker with this one; there may be more.
    }
  }

  /** Ends a try. `next` undefined: it arrived, or is given up. */
  async function settle(
    claimed: ClaimedDelivery,
    outcome: AttemptOutcome,
    next: { state: 'delivered' | 'failed' } | { state: 'waiting'; afterSeconds: number },
  ): Promise<void> {
    await db.transaction().execute(async (tx) => {
      const settled = await tx
        .updateTable('webhook_deliveries')
        .set({
          state: next.state,
          claimed_until: null,
          ...(next.state === 'waiting'
            ? {
                next_at: sql<Date>`clock_timestamp() + make_interval(secs => ${next.afterSeconds})`,
              }
            : { ended_at: now }),
        })
        .where('id', '=', claimed.id)
        // A try that took so long that another began does not decide any more.
        .where('attempt', '=', claimed.attempt)
        .where('state', '=', 'waiting')
        .returning('webhook_id')
        .executeTakeFirst();
      await tx
        .insertInto('webhook_attempts')
        .columns(['delivery_id', 'attempt', 'duration_ms', 'status', 'error', 'answer'])
        .expression(
          tx
            .selectFrom('webhook_deliveries')
            .select([
              'id',
              sql<number>`${claimed.attempt}::integer`.as('attempt'),
              sql<number>`${outcome.durationMs}::integer`.as('duration_ms'),
              sql<number | null>`${outcome.status}::integer`.as('status'),
              sql<string | null>`${outcome.error}::text`.as('error'),
              sql<string>`${outcome.answer}::text`.as('answer'),
            ])
            .where('id', '=', claimed.id),
        )
        .execute();
      if (!settled) return;
      await tx
        .updateTable('webhooks')
        .set({
          failing_since:
            outcome.error === null ? null : sql<Date>`coalesce(failing_since, clock_timestamp())`,
        })
        .where('id', '=', claimed.webhookId)
        .execute();
    });
  }

  /** Whether nothing has arrived for so long. */
  async function isFailingFor(webhookId: string, hours: number): Promise<boolean> {
    const row = await db
      .selectFrom('webhooks')
      .select('id')
      .where('id', '=', webhookId)
      .where('failing_since', '<', sql<Date>`clock_timestamp() - make_interval(hours => ${hours})`)
      .executeTakeFirst();
    return row !== undefined;
  }

  async function insertTest(webhookId: string): Promise<DeliveryRecord> {
    const id = newMessageId();
    await db.transaction().execute(async (tx) => {
      await tx
        .insertInto('webhook_deliveries')
        .values({ id, webhook_id: webhookId, event: 'webhook.test' })
        .execute();
      await sql`select pg_notify('webhook_queued', '')`.execute(tx);
    });
    const made = await find(webhookId, id);
    if (!made) throw new Error('The delivery has gone with its webhook.');
    return made;
  }

  /** Into the queue again, whatever became of it; undefined when there is none. */
  async function queueAgain(webhookId: string, id: string): Promise<DeliveryRecord | undefined> {
    await db.transaction().execute(async (tx) => {
      await tx
        .updateTable('webhook_deliveries')
        .set({ state: 'waiting', tries: 0, next_at: now, claimed_until: null, ended_at: null })
        .where('id', '=', id)
        .where('webhook_id', '=', webhookId)
        .execute();
      await sql`select pg_notify('webhook_queued', '')`.execute(tx);
    });
    return find(webhookId, id);
  }

  const records = (webhookId: string) =>
    db
      .selectFrom('webhook_deliveries as delivery')
      .leftJoin('webhook_attempts as last', (join) =>
        join
          .onRef('last.delivery_id', '=', 'delivery.id')
          .onRef('last.attempt', '=', 'delivery.attempt'),
      )
      .select([
        'delivery.seq',
        'delivery.id',
        'delivery.event',
        'delivery.scan_id as scanId',
        'delivery.state',
        'delivery.created_at as createdAt',
        'delivery.attempt as attempts',
        'delivery.next_at as nextAt',
        'last.status as lastStatus',
        'last.error as lastError',
      ])
      .where('delivery.webhook_id', '=', webhookId);

  function page(
    webhookId: string,
    { state, limit, after }: WebhookDeliveryQuery,
  ): Promise<DeliveryRecord[]> {
    let found = records(webhookId);
    if (state) found = found.where('delivery.state', '=', state);
    if (after !== undefined) found = found.where('delivery.seq', '<', after);
    return found.orderBy('delivery.seq', 'desc').limit(limit).execute();
  }

  const find = (webhookId: string, id: string): Promise<DeliveryRecord | undefined> =>
    records(webhookId).where('delivery.id', '=', id).executeTakeFirst();

  /** Newest first. */
  const attemptsOf = (id: string, most: number) =>
    db
      .selectFrom('webhook_attempts')
      .selectAll()
      .where('delivery_id', '=', id)
      .orderBy('attempt', 'desc')
      .limit(most)
      .execute();

  async function forget(olderThanDays: number): Promise<void> {
    await db
      .deleteFrom('webhook_deliveries')
      .where(
        'created_at',
        '<',
        sql<Date>`clock_timestamp() - make_interval(days => ${olderThanDays})`,
      )
      .execute();
  }

  return {
    watch,
    dropUnseen,
    claim,
    settle,
    isFailingFor,
    insertTest,
    queueAgain,
    page,
    find,
    attemptsOf,
    forget,
  };
}

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;
