/**
 * Sends what waits. Any number of servers may do it at the same time; a delivery that a dead
 * server was sending is sent again, so receivers look at `webhook-id`.
 */
import type { FastifyBaseLogger } from 'fastify';
import type { SealedValues } from '../../platform/crypto/sealed-values.ts';
import type { Principal } from '../accounts/authorisation.service.ts';
import type { ScanService } from '../scans/scan.service.ts';
import type { AttemptOutcome, ClaimedDelivery, DeliveryStore } from './delivery.store.ts';
import { payloadOf } from './payload.ts';
import type { PostOutcome, PostRequest } from './post-checked.ts';
import { retryAfter } from './retries.ts';
import { signatureHeaders } from './signature.ts';
import type { DisabledReason, WebhookRecord, WebhookStore } from './webhook.store.ts';

export interface WebhookSender {
  start(): Promise<void>;
  /** Breaks off what is being sent: it is sent again once its claim has run out. */
  stop(): Promise<void>;
}

export interface WebhookMeter {
  attempted(hasArrived: boolean): void;
}

interface WebhookSenderDeps {
  webhooks: WebhookStore;
  deliveries: DeliveryStore;
  sealed: SealedValues;
  /** Learns of keys that were replaced. */
  refreshKeys(): Promise<void>;
  scans: Pick<ScanService, 'findForEvent'>;
  post(request: PostRequest, signal: AbortSignal): Promise<PostOutcome>;
  externalUrl: URL;
  meter: WebhookMeter;
  log: FastifyBaseLogger;
}

/** Of one server. */
const AT_ONCE = 8;
/** To one webhook, of all servers: one that hangs leaves the others their turns. */
const AT_ONCE_EACH = 3;
/** Longer than any sending takes; after it another server may send. */
const CLAIM_SECONDS = 60;
/** How late a retry may be. */
const LOOK_MS = 5_000;
/** Nothing has arrived for five days: nobody is there. */
const GIVE_UP_HOURS = 120;
const GONE = 410;
const KEY_TRIES = 2;

export function createWebhookSender(deps: WebhookSenderDeps): WebhookSender {
  const { webhooks, deliveries, sealed, refreshKeys, scans, post, externalUrl, meter, log } = deps;
  const sending = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let stopWatching: (() => void) | undefined;
  let looking: Promise<void> | undefined;
  let isAskedAgain = false;
  const stopping = new AbortController();

  function wake(): void {
    if (looking) {
      isAskedAgain = true;
      return;
    }
    looking = look()
      .catch((error: unknown) => log.warn({ err: error }, 'webhooks.queue_failed'))
      .finally(() => {
        looking = undefined;
        if (isAskedAgain && !stopping.signal.aborted) wake();
      });
  }

  async function look(): Promise<void> {
    isAskedAgain = false;
    await deliveries.dropUnseen();
    while (!stopping.signal.aborted && sending.size < AT_ONCE) {
      const claimed = await deliveries.claim(CLAIM_SECONDS, AT_ONCE_EACH);
      if (claimed === 'none') return;
      const sent = send(claimed)
        .catch((error: unknown) => {
          // Its claim runs out, and it is sent again.
          log.warn({ err: error, deliveryId: claimed.id }, 'webhook.delivery_failed');
        })
        .finally(() => {
          sending.delete(sent);
          if (!stopping.signal.aborted) wake();
        });
      sending.add(sent);
    }
  }

  async function send(claimed: ClaimedDelivery): Promise<void> {
    const [webhook, secret] = await findWithSecret(claimed.webhookId);
    if (!webhook?.enabled) return;
    const owner = await ownerOf(webhook);
    if (!owner) return disable(webhook, 'owner_gone');
    if (secret === undefined) return disable(webhook, 'secret_unreadable');
    const scan = claimed.scanId === null ? undefined : await scans.findForEvent(claimed.scanId);
    const body = JSON.stringify(
      payloadOf({ delivery: claimed, webhook, owner, scan, externalUrl }),
    );
    const startedAt = Date.now();
    const message = { id: claimed.id, timestampSeconds: Math.floor(startedAt / 1_000), body };
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'webhood-webhooks/1',
      ...signatureHeaders(secret, message),
    };
    const outcome = await post({ url: webhook.url, headers, body }, stopping.signal);
    if (stopping.signal.aborted && outcome.kind === 'failed') return;
    await settle(webhook, claimed, outcome, Date.now() - startedAt);
  }

  /** Keys that are replaced at this very moment are either the old or the new ones. */
  async function findWithSecret(
    id: string,
  ): Promise<[WebhookRecord | undefined, string | undefined]> {
    for (let tried = 1; ; tried++) {
      await refreshKeys();
      const webhook = await webhooks.find(id, { kind: 'all' });
      const secret = webhook && sealed.open('webhook', webhook.sealed_secret, id);
      if (!webhook || secret !== undefined || tried === KEY_TRIES) return [webhook, secret];
    }
  }

  async function ownerOf(webhook: WebhookRecord): Promise<Principal | undefined> {
    const role = await webhooks.ownerRole(webhook);
    const { owner_id: id, owner_name: name } = webhook;
    if (role === undefined) return undefined;
    if (role === 'api_user') return { kind: 'token', id, name, role };
    return {
      kind: 'user',
      id,
      name,
      role,
      mustChangePassword: false,
      mustSetUpSecondFactor: false,
    };
  }

  async function settle(
    webhook: WebhookRecord,
    claimed: ClaimedDelivery,
    outcome: PostOutcome,
    durationMs: number,
  ): Promise<void> {
    const noted = { durationMs, ...notedOf(outcome) };
    const { status } = noted;
    const facts = { webhookId: webhook.id, deliveryId: claimed.id, attempt: claimed.attempt };
    meter.attempted(noted.error === null);
    log.info({ ...facts, status, durationMs, arrived: noted.error === null }, 'webhook.sent');
    if (noted.error === null) return deliveries.settle(claimed, noted, { state: 'delivered' });
    const asked = outcome.kind === 'answered' ? outcome.retryAfterSeconds : undefined;
    const afterSeconds = status === GONE ? undefined : retryAfter(claimed.tries, asked);
    await deliveries.settle(
      claimed,
      noted,
      afterSeconds === undefined ? { state: 'failed' } : { state: 'waiting', afterSeconds },
    );
    if (status === GONE) return disable(webhook, 'gone');
    if (await deliveries.isFailingFor(webhook.id, GIVE_UP_HOURS)) await disable(webhook, 'failing');
  }

  async function disable({ id }: WebhookRecord, reason: DisabledReason): Promise<void> {
    await webhooks.disable(id, reason);
    log.warn({ webhookId: id, reason }, 'webhook.disabled');
  }

  return {
    start: async () => {
      stopWatching = await deliveries.watch(wake);
      timer = setInterval(wake, LOOK_MS);
      timer.unref();
      wake();
    },
    stop: async () => {
      stopping.abort();
      stopWatching?.();
      clearInterval(timer);
      await looking;
      await Promise.all(sending);
    },
  };
}

function notedOf(outcome: PostOutcome): Omit<AttemptOutcome, 'durationMs'> {
  if (outcome.kind === 'failed') return { status: null, error: outcome.error, answer: '' };
  const { status, answer } = outcome;
  if (status >= 200 && status < 300) return { status, error: null, answer };
  const error =
    status >= 300 && status < 400
      ? `It answered ${status}; redirects are not followed.`
      : `It answered ${status}.`;
  return { status, error, answer };
}
