import type { CreateWebhook, UpdateWebhook, WEBHOOK_DISABLED_REASONS } from '@webhood/contract';
import { type Selectable, sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { WebhookTables } from '../../platform/db/schema-webhooks.ts';

export type WebhookRecord = Selectable<WebhookTables['webhooks']>;
export type DisabledReason = (typeof WEBHOOK_DISABLED_REASONS)[number];
/** Every webhook, or those of one owner. */
export type Keeper = { kind: 'all' } | { kind: 'one'; owner: WebhookOwner };
export interface WebhookOwner {
  kind: 'user' | 'token';
  id: string;
  name: string;
}

const now = sql<Date>`clock_timestamp()`;

export function createWebhookStore({ db }: { db: Db }) {
  const kept = (keeper: Keeper) => {
    const webhooks = db.selectFrom('webhooks').selectAll();
    if (keeper.kind === 'all') return webhooks;
    return webhooks
      .where('owner_kind', '=', keeper.owner.kind)
      .where('owner_id', '=', keeper.owner.id);
  };

  const list = (keeper: Keeper): Promise<WebhookRecord[]> =>
    kept(keeper).orderBy(sql`lower(name)`).orderBy('id').execute();

  const find = (id: string, keeper: Keeper): Promise<WebhookRecord | undefined> =>
    kept(keeper).where('id', '=', id).executeTakeFirst();

  /** Undefined when there are `most` already. */
  function insert(
    id: string,
    { name, url, events, includeRestricted }: CreateWebhook,
    sealedSecret: string,
    owner: WebhookOwner,
    most: number,
  ): Promise<WebhookRecord | undefined> {
    return db.transaction().execute(async (tx) => {
      await sql`lock table webhooks in share row exclusive mode`.execute(tx);
      const { count } = await tx
        .selectFrom('webhooks')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      if (count >= most) return undefined;
      return tx
        .insertInto('webhooks')
        .values({
          id,
          name,
          url,
          events,
          include_restricted: includeRestricted,
          sealed_secret: sealedSecret,
          owner_kind: owner.kind,
          owner_id: owner.id,
          owner_name: owner.name,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
    });
  }

  /** Undefined when there is none. What changes where it goes begins anew. */
  async function update(
    id: string,
    { name, url, events, includeRestricted, enabled }: UpdateWebhook,
  ): Promise<WebhookRecord | undefined> {
    return db.transaction().execute(async (tx) => {
      const updated = await tx
        .updateTable('webhooks')
        .set({
          updated_at: now,
          ...(name === undefined ? {} : { name }),
          ...(url === undefined ? {} : { url, failing_since: null }),
          ...(events === undefined ? {} : { events }),
          ...(includeRestricted === undefined ? {} : { include_restricted: includeRestricted }),
          ...(enabled === undefined
            ? {}
            : { enabled, disabled_reason: enabled ? null : 'asked', failing_since: null }),
        })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      if (updated && !updated.enabled) await endWaiting(tx, id);
      return updated;
    });
  }

  /** By the server itself. */
  async function disable(id: string, reason: DisabledReason): Promise<void> {
    await db.transaction().execute(async (tx) => {
      await tx
        .updateTable('webhooks')
        .set({ enabled: false, disabled_reason: reason, updated_at: now })
        .where('id', '=', id)
        .where('enabled', '=', true)
        .execute();
      await endWaiting(tx, id);
    });
  }

  async function endWaiting(tx: Db, id: string): Promise<void> {
    await tx
      .updateTable('webhook_deliveries')
      .set({ state: 'failed', ended_at: now, claimed_until: null })
      .where('webhook_id', '=', id)
      .where('state', '=', 'waiting')
      .execute();
  }

  /** Takes its deliveries along. */
  async function remove(id: string): Promise<void> {
    await db.deleteFrom('webhooks').where('id', '=', id).execute();
  }

  async function replaceSecret(id: string, sealedSecret: string): Promise<void> {
    await db
      .updateTable('webhooks')
      .set({ sealed_secret: sealedSecret, updated_at: now })
      .where('id', '=', id)
      .execute();
  }

  /** The role of an owner who may still use the API, by the database's clock. */
  async function ownerRole({ owner_kind: kind, owner_id: id }: WebhookRecord) {
    if (kind === 'user') {
      const user = await db
        .selectFrom('users')
        .select('role')
        .where('id', '=', id)
        .where('disabled', '=', false)
        .executeTakeFirst();
      return user?.role;
    }
    const token = await db
      .selectFrom('api_tokens')
      .select('role')
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .where(sql<boolean>`(expires_at is null or expires_at > now())`)
      .executeTakeFirst();
    return token?.role;
  }

  return { list, find, insert, update, disable, remove, replaceSecret, ownerRole };
}

export type WebhookStore = ReturnType<typeof createWebhookStore>;
