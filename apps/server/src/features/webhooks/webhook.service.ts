/** Webhooks as administrators and scripts use them. Scripts have their own alone. */
import type {
  CreatedWebhook,
  CreateWebhook,
  UpdateWebhook,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryDetails,
  WebhookDeliveryPage,
  WebhookDeliveryQuery,
} from '@webhood/contract';
import type { FastifyBaseLogger } from 'fastify';
import { newId } from '../../platform/crypto/opaque-token.ts';
import type { SealedValues } from '../../platform/crypto/sealed-values.ts';
import { AppError, notFound } from '../../platform/http/app-error.ts';
import { type Authorised, isAdmin } from '../accounts/authorisation.service.ts';
import type { DeliveryStore } from './delivery.store.ts';
import { newWebhookSecret } from './signature.ts';
import { presentAttempt, presentDelivery, presentWebhook } from './webhook.presenter.ts';
import type { Keeper, WebhookRecord, WebhookStore } from './webhook.store.ts';

type Manage = Authorised<'webhooks.manage'>;

interface WebhookServiceDeps {
  webhooks: WebhookStore;
  deliveries: DeliveryStore;
  sealed: SealedValues;
  log: FastifyBaseLogger;
}

/** Each is asked about at the end of every scan. */
const MOST_WEBHOOKS = 100;
/** Of one delivery: more than the schedule has, for those that are sent again by hand. */
const MOST_ATTEMPTS = 50;
const LOG_DAYS = 30;

export function createWebhookService({ webhooks, deliveries, sealed, log }: WebhookServiceDeps) {
  async function find(by: Manage, id: string): Promise<WebhookRecord> {
    const found = await webhooks.find(id, keeperOf(by));
    if (!found) throw notFound('webhook');
    return found;
  }

  function newSecret(id: string): { secret: string; sealedSecret: string } {
    const secret = newWebhookSecret();
    return { secret, sealedSecret: sealed.seal('webhook', secret, id) };
  }

  return {
    list: async (by: Manage): Promise<Webhook[]> =>
      (await webhooks.list(keeperOf(by))).map(presentWebhook),

    get: async (by: Manage, id: string): Promise<Webhook> => presentWebhook(await find(by, id)),

    /** @throws AppError `conflict` when there are too many */
    create: async (by: Manage, request: CreateWebhook): Promise<CreatedWebhook> => {
      const id = newId();
      const { secret, sealedSecret } = newSecret(id);
      const { principal } = by;
      const made = await webhooks.insert(id, request, sealedSecret, principal, MOST_WEBHOOKS);
      if (!made) {
        throw new AppError('conflict', `There are ${MOST_WEBHOOKS} webhooks; remove one first.`);
      }
      log.info({ webhookId: id, by: principal.id }, 'webhook.created');
      return { ...presentWebhook(made), secret };
    },

    update: async (by: Manage, id: string, request: UpdateWebhook): Promise<Webhook> => {
      await find(by, id);
      const updated = await webhooks.update(id, request);
      if (!updated) throw notFound('webhook');
      log.info({ webhookId: id, by: by.principal.id }, 'webhook.changed');
      return presentWebhook(updated);
    },

    remove: async (by: Manage, id: string): Promise<void> => {
      await find(by, id);
      await webhooks.remove(id);
      log.info({ webhookId: id, by: by.principal.id }, 'webhook.removed');
    },

    /** A new secret; the old one signs nothing any more. */
    renewSecret: async (by: Manage, id: string): Promise<CreatedWebhook> => {
      const found = await find(by, id);
      const { secret, sealedSecret } = newSecret(id);
      await webhooks.replaceSecret(id, sealedSecret);
      log.info({ webhookId: id, by: by.principal.id }, 'webhook.secret_renewed');
      return { ...presentWebhook(found), secret };
    },

    /** Sends a `webhook.test`. @throws AppError `conflict` when it is not enabled */
    sendTest: async (by: Manage, id: string): Promise<WebhookDelivery> => {
      requireEnabled(await find(by, id));
      return presentDelivery(await deliveries.insertTest(id));
    },

    deliveries: async (
      by: Manage,
      id: string,
      query: WebhookDeliveryQuery,
    ): Promise<WebhookDeliveryPage> => {
      await find(by, id);
      await deliveries.dropUnseen();
      const records = await deliveries.page(id, { ...query, limit: query.limit + 1 });
      const items = records.slice(0, query.limit);
      const next = records.length > query.limit ? (items.at(-1)?.seq ?? null) : null;
      return { items: items.map(presentDelivery), next };
    },

    delivery: async (
      by: Manage,
      id: string,
      deliveryId: string,
    ): Promise<WebhookDeliveryDetails> => {
      await find(by, id);
      await deliveries.dropUnseen();
      const found = await deliveries.find(id, deliveryId);
      if (!found) throw notFound('delivery');
      const attempts = await deliveries.attemptsOf(deliveryId, MOST_ATTEMPTS);
      return { ...presentDelivery(found), log: attempts.map(presentAttempt) };
    },

    /** Sends it again at once, whatever became of it. @throws as `sendTest`, and `not_found` */
    redeliver: async (by: Manage, id: string, deliveryId: string): Promise<WebhookDelivery> => {
      requireEnabled(await find(by, id));
      const queued = await deliveries.queueAgain(id, deliveryId);
      if (!queued) throw notFound('delivery');
      log.info({ webhookId: id, deliveryId, by: by.principal.id }, 'webhook.redelivered');
      return presentDelivery(queued);
    },

    /** Removes old entries of the log. */
    forget: () => deliveries.forget(LOG_DAYS),
  };
}

export type WebhookService = ReturnType<typeof createWebhookService>;

function keeperOf({ principal }: Manage): Keeper {
  return isAdmin(principal) ? { kind: 'all' } : { kind: 'one', owner: principal };
}

function requireEnabled({ enabled }: WebhookRecord): void {
  if (!enabled) throw new AppError('conflict', 'The webhook is disabled. Enable it first.');
}
