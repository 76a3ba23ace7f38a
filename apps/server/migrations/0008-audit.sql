-- Who did what to what. Rows are chained: the hash of each covers its content and the hash before
-- it, and the database makes both, so that whoever may only insert cannot choose them. Nobody
-- changes or removes a row: not the owner either, short of dropping the triggers.

create table audit_log (
  -- Without gaps: a missing number is a missing row.
  seq bigint primary key,
  at timestamptz not null,
  action text not null check (action ~ '^[a-z_]{1,40}\.[a-z_]{1,40}$'),
  outcome text not null check (outcome in ('success', 'refused', 'failed')),
  -- The problem's code, where the outcome is no success.
  code text,
  actor_kind text not null
    check (actor_kind in ('user', 'token', 'scanner', 'operator', 'server', 'nobody')),
  actor_id text,
  actor_name text,
  target_kind text,
  target_id text,
  target_name text,
  -- Of the client; null for what was not asked over HTTP.
  address text,
  request_id text,
  details jsonb not null default '{}',
  previous_hash text not null,
  hash text not null
);
create index audit_log_actor on audit_log (actor_name, seq desc);
create index audit_log_target on audit_log (target_id, seq desc);
create index audit_log_action on audit_log (action, seq desc);
create index audit_log_at on audit_log (at);

-- What a hash covers, as one text. `jsonb` writes its keys in an order of its own that never
-- changes; the time is in microseconds of UTC whatever the session's settings are.
create function audit_content(entry audit_log) returns text language sql stable as $$
  select (to_jsonb(entry) - 'hash' - 'previous_hash' - 'at' || jsonb_build_object(
    'at', to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))::text
$$;

-- One writer at a time gets to the end of the chain, until it commits: see docs/decisions/0008.
create function chain_audit_entry() returns trigger language plpgsql as $$
declare
  last record;
begin
  perform pg_advisory_xact_lock(7203550301);
  select seq, hash into last from audit_log order by seq desc limit 1;
  new.seq := coalesce(last.seq, 0) + 1;
  new.at := clock_timestamp();
  new.previous_hash := coalesce(last.hash, repeat('0', 64));
  new.hash := encode(
    sha256(convert_to(new.previous_hash || audit_content(new), 'UTF8')), 'hex');
  return new;
end
$$;
create trigger chain_audit_entry before insert on audit_log
  for each row execute function chain_audit_entry();

create function keep_audit_log() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger keep_audit_log before update or delete or truncate on audit_log
  for each statement execute function keep_audit_log();
