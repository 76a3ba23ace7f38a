/**
 * Webhooks, sent as https://www.standardwebhooks.com has it: `webhook-id`, `webhook-timestamp`
 * and `webhook-signature` (`v1,` and the HMAC-SHA-256 of `id.timestamp.body` in base64).
 */
import { z } from 'zod';
import { list } from './list.ts';
import { SCAN_STATES } from './scan.ts';
import { VISIBILITIES } from './submission-settings.ts';
import { StorableText } from './text.ts';

export const WEBHOOK_EVENTS = ['scan.done', 'scan.failed', 'scan.cancelled'] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** `webhook.test` is sent when somebody asks for it, whatever the webhook listens to. */
export const DELIVERED_EVENTS = [...WEBHOOK_EVENTS, 'webhook.test'] as const;
export type DeliveredEvent = (typeof DELIVERED_EVENTS)[number];

export const WEBHOOK_DISABLED_REASONS = [
  'asked',
  'failing',
  'gone',
  'owner_gone',
  'secret_unreadable',
] as const;

const Name = StorableText.trim().min(1).max(64);
const Url = StorableText.max(2_048).refine((text) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === '';
}, 'must be an http or https URL without name and password');
const Events = list(z.enum(WEBHOOK_EVENTS), WEBHOOK_EVENTS.length).min(1);

export const Webhook = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  events: z.array(z.enum(WEBHOOK_EVENTS)),
  includeRestricted: z.boolean(),
  enabled: z.boolean(),
  /** `asked`: by somebody; otherwise by the server, which also says so in its log. */
  disabledReason: z.enum(WEBHOOK_DISABLED_REASONS).nullable(),
  /** Since when nothing has arrived. */
  failingSince: z.string().nullable(),
  owner: z.object({ kind: z.enum(['user', 'token']), name: z.string() }),
  created: z.string(),
  updated: z.string(),
});
export type Webhook = z.infer<typeof Webhook>;

export const CreateWebhook = z.strictObject({
  name: Name,
  url: Url,
  events: Events.default([...WEBHOOK_EVENTS]),
  /** Tell of restricted scans more than their id, where the webhook's owner may read them. */
  includeRestricted: z.boolean().default(false),
});
export type CreateWebhook = z.infer<typeof CreateWebhook>;
export type CreateWebhookInput = z.input<typeof CreateWebhook>;

/** `secret` (`whsec_…`) is shown this once. */
export const CreatedWebhook = Webhook.extend({ secret: z.string() });
export type CreatedWebhook = z.infer<typeof CreatedWebhook>;

export const UpdateWebhook = z.strictObject({
  name: Name.optional(),
  url: Url.optional(),
  events: Events.optional(),
  includeRestricted: z.boolean().optional(),
  enabled: z.boolean().optional(),
});
export type UpdateWebhook = z.infer<typeof UpdateWebhook>;

export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const;

export const WebhookDelivery = z.object({
  /** Sent as `webhook-id`: the same for every try. */
  id: z.string(),
  event: z.enum(DELIVERED_EVENTS),
  scanId: z.string().nullable(),
  state: z.enum(DELIVERY_STATES),
  created: z.string(),
  attempts: z.int().min(0),
  /** Of the next try; null unless it waits. */
  nextTry: z.string().nullable(),
  /** What became of the last try. */
  last: z.object({ status: z.int().nullable(), error: z.string().nullable() }).nullable(),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

/** One try, newest first in a list. */
export const WebhookAttempt = z.object({
  attempt: z.int().min(1),
  at: z.string(),
  durationMs: z.int(),
  status: z.int().nullable(),
  error: z.string().nullable(),
  /** The beginning of the answer's body. */
  answer: z.string(),
});
export type WebhookAttempt = z.infer<typeof WebhookAttempt>;

export const WebhookDeliveryDetails = WebhookDelivery.extend({ log: z.array(WebhookAttempt) });
export type WebhookDeliveryDetails = z.infer<typeof WebhookDeliveryDetails>;

export const WebhookDeliveryQuery = z.strictObject({
  state: z.enum(DELIVERY_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** `next` of the page before. */
  after: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
});
export type WebhookDeliveryQuery = z.infer<typeof WebhookDeliveryQuery>;

/** Newest first. */
export const WebhookDeliveryPage = z.object({
  items: z.array(WebhookDelivery),
  /** For the next page; null on the last. */
  next: z.int().nullable(),
});
export type WebhookDeliveryPage = z.infer<typeof WebhookDeliveryPage>;

/** The body that is sent. Of a scan that may not be told of, or is gone, `data` has its id alone. */
export const WebhookPayload = z.object({
  type: z.enum(DELIVERED_EVENTS),
  /** When it happened. */
  timestamp: z.string(),
  data: z.object({
    id: z.string().optional(),
    slug: z.string().optional(),
    url: z.string().optional(),
    finalUrl: z.string().optional(),
    title: z.string().optional(),
    state: z.enum(SCAN_STATES).optional(),
    errorCode: z.string().nullable().optional(),
    completeness: z.enum(['complete', 'partial']).nullable().optional(),
    visibility: z.enum(VISIBILITIES).optional(),
    tags: z.array(z.string()).optional(),
    submittedBy: z.object({ kind: z.enum(['user', 'token']), name: z.string() }).optional(),
    created: z.string().optional(),
    done: z.string().optional(),
    /** Where the console shows it. */
    link: z.string().optional(),
  }),
});
export type WebhookPayload = z.infer<typeof WebhookPayload>;
