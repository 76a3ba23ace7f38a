/** See `migrations/0011-webhooks.sql`. */
import type {
  DELIVERY_STATES,
  DeliveredEvent,
  WEBHOOK_DISABLED_REASONS,
  WebhookEvent,
} from '@webhood/contract';
import type { Generated, GeneratedAlways } from 'kysely';

interface WebhooksTable {
  id: string;
  name: string;
  url: string;
  events: WebhookEvent[];
  include_restricted: boolean;
  sealed_secret: string;
  owner_kind: 'user' | 'token';
  owner_id: string;
  owner_name: string;
  enabled: Generated<boolean>;
  disabled_reason: (typeof WEBHOOK_DISABLED_REASONS)[number] | null;
  failing_since: Date | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

interface WebhookDeliveriesTable {
  seq: GeneratedAlways<number>;
  id: string;
  webhook_id: string;
  event: DeliveredEvent;
  scan_id: string | null;
  state: Generated<(typeof DELIVERY_STATES)[number]>;
  created_at: Generated<Date>;
  tries: Generated<number>;
  attempt: Generated<number>;
  next_at: Generated<Date>;
  claimed_until: Date | null;
  ended_at: Date | null;
}

interface WebhookAttemptsTable {
  delivery_id: string;
  attempt: number;
  at: Generated<Date>;
  duration_ms: number;
  status: number | null;
  error: string | null;
  answer: string;
}

export interface WebhookTables {
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
  webhook_attempts: WebhookAttemptsTable;
}
