import {
  CreatedWebhook,
  type CreateWebhookInput,
  type UpdateWebhook,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryDetails,
  WebhookDeliveryPage,
  type WebhookDeliveryQuery,
} from '@webhood/contract';
import type { CallOptions, Http } from './http.ts';

const Webhooks = Webhook.array();

export function createWebhooks(http: Http) {
  return {
    list: ({ signal }: CallOptions = {}) => http.json({ route: 'webhooks', signal }, Webhooks),

    get: (webhookId: string, { signal }: CallOptions = {}) =>
      http.json({ route: 'webhook', params: { webhookId }, signal }, Webhook),

    create: (body: CreateWebhookInput, { signal }: CallOptions = {}) =>
      http.json({ method: 'POST', route: 'webhooks', body, signal }, CreatedWebhook),

    update: (webhookId: string, body: UpdateWebhook, { signal }: CallOptions = {}) =>
      http.json(
        { method: 'PATCH', route: 'webhook', params: { webhookId }, body, signal },
        Webhook,
      ),

    /** Its log goes with it. */
    remove: (webhookId: string, { signal }: CallOptions = {}) =>
      http.none({ method: 'DELETE', route: 'webhook', params: { webhookId }, signal }),

    /** A new secret; the old one ends. */
    renewSecret: (webhookId: string, { signal }: CallOptions = {}) =>
      http.json(
        { method: 'POST', route: 'webhookSecret', params: { webhookId }, signal },
        CreatedWebhook,
      ),

    sendTest: (webhookId: string, { signal }: CallOptions = {}) =>
      http.json(
        { method: 'POST', route: 'webhookTest', params: { webhookId }, signal },
        WebhookDelivery,
      ),

    deliveries: (
      webhookId: string,
      query: Partial<WebhookDeliveryQuery> = {},
      { signal }: CallOptions = {},
    ) =>
      http.json(
        { route: 'webhookDeliveries', params: { webhookId }, query, signal },
        WebhookDeliveryPage,
      ),

    delivery: (webhookId: string, deliveryId: string, { signal }: CallOptions = {}) =>
      http.json(
        { route: 'webhookDelivery', params: { webhookId, deliveryId }, signal },
        WebhookDeliveryDetails,
      ),

    redeliver: (webhookId: string, deliveryId: string, { signal }: CallOptions = {}) =>
      http.json(
        {
          method: 'POST',
          route: 'webhookRedeliver',
          params: { webhookId, deliveryId },
          signal,
        },
        WebhookDelivery,
      ),
  };
}
