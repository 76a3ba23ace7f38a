-- Webhooks, and what is sent to them. A delivery is made by the transaction that ends the scan; its
-- row is the queue, as a scan's is.

create table webhooks (
  id text primary key,
  name text not null,
  url text not null,
  events text[] not null,
  include_restricted boolean not null,
  -- Encrypted by the server.
  sealed_secret text not null,
  -- Whose eyes it sees with.
  owner_kind text not null check (owner_kind in ('user', 'token')),
  owner_id text not null,
  owner_name text not null,
  enabled boolean not null default true,
  disabled_reason text check (disabled_reason in
    ('asked', 'failing', 'gone', 'owner_gone', 'secret_unreadable')),
  -- Since when nothing has arrived; null once something has.
  failing_since timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint disabled_has_a_reason check (enabled = (disabled_reason is null))
);

create table webhook_deliveries (
  seq bigint generated always as identity primary key,
  -- Sent as `webhook-id`, the same for every try.
  id text not null unique,
  webhook_id text not null references webhooks (id) on delete cascade,
  event text not null,
  -- Null for a test. The scan may be gone; nothing else of it is kept here.
  scan_id text,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  created_at timestamptz not null default clock_timestamp(),
  -- Tries since it was last put into the queue, and all of them.
  tries integer not null default 0,
  attempt integer not null default 0,
  next_at timestamptz not null default clock_timestamp(),
  -- While a server sends it; another may when this has passed.
  claimed_until timestamptz,
  ended_at timestamptz
);
create index webhook_deliveries_queue on webhook_deliveries (webhook_id, next_at)
  where state = 'waiting';
create index webhook_deliveries_claimed on webhook_deliveries (webhook_id, claimed_until)
  where claimed_until is not null;
create index webhook_deliveries_log on webhook_deliveries (webhook_id, seq desc);
create index webhook_deliveries_created on webhook_deliveries (created_at);

create table webhook_attempts (
  delivery_id text not null references webhook_deliveries (id) on delete cascade,
  attempt integer not null,
  at timestamptz not null default clock_timestamp(),
  duration_ms integer not null,
  -- Of the answer; null where there was none.
  status integer,
  -- Why it did not arrive; null where it did.
  error text,
  -- The beginning of the answer.
  answer text not null,
  primary key (delivery_id, attempt)
);

create function queue_webhooks() returns trigger language plpgsql as $$
declare
  happened text := case new.state
    when 'done' then 'scan.done' when 'error' then 'scan.failed' else 'scan.cancelled' end;
begin
  insert into webhook_deliveries (id, webhook_id, event, scan_id)
  select 'msg_' || replace(gen_random_uuid()::text, '-', ''), webhooks.id, happened, new.id
  from webhooks where enabled and happened = any(events);
  if found then
    perform pg_notify('webhook_queued', '');
  end if;
  return null;
end
$$;
create trigger scan_ended_for_webhooks after update of state on scans
  for each row when (new.state in ('done', 'error', 'cancelled')
    and old.state is distinct from new.state)
  execute function queue_webhooks();
