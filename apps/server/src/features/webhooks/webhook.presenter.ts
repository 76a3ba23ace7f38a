import type { Webhook, WebhookAttempt, WebhookDelivery } from '@webhood/contract';
import type { DeliveryRecord, DeliveryStore } from './delivery.store.ts';
import type { WebhookRecord } from './webhook.store.ts';

/** Without its secret. */
export function presentWebhook(webhook: WebhookRecord): Webhook {
  return {
    id: webhook.id,
    name: webhook.name,
    url: webhook.url,
    events: webhook.events,
    includeRestricted: webhook.include_restricted,
    enabled: webhook.enabled,
    disabledReason: webhook.disabled_reason,
    failingSince: webhook.failing_since?.toISOString() ?? null,
    owner: { kind: webhook.owner_kind, name: webhook.owner_name },
    created: webhook.created_at.toISOString(),
    updated: webhook.updated_at.toISOString(),
  };
}

export function presentDelivery(delivery: DeliveryRecord): WebhookDelivery {
  const { lastStatus: status, lastError: error } = delivery;
  const wasTried = status !== null || error !== null;
  return {
    id: delivery.id,
    event: delivery.event,
    scanId: delivery.scanId,
    state: delivery.state,
    created: delivery.createdAt.toISOString(),
    attempts: delivery.attempts,
    nextTry: delivery.state === 'waiting' ? delivery.nextAt.toISOString() : null,
    last: wasTried ? { status, error } : null,
  };
}

type AttemptRecord = Awaited<ReturnType<DeliveryStore['attemptsOf']>>[number];

export function presentAttempt(attempt: AttemptRecord): WebhookAttempt {
  return {
    attempt: attempt.attempt,
    at: attempt.at.toISOString(),
    durationMs: attempt.duration_ms,
    status: attempt.status,
    error: attempt.error,
    answer: attempt.answer,
  };
}
