-- Scans, the queue that they are, their attempts and their evidence.

create table scans (
  id text primary key,
  slug text not null unique,
  state text not null
    check (state in ('pending', 'queued', 'running', 'done', 'error', 'cancelled')),
  phase text,
  url text not null,
  final_url text not null default '',
  title text not null default '',
  options jsonb not null,
  notices text[] not null default '{}',
  visibility text not null check (visibility in ('team', 'restricted')),
  submitted_by_kind text not null check (submitted_by_kind in ('user', 'token')),
  submitted_by_id text not null,
  submitted_by_name text not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),

  -- The queue: `priority` first, then the submitters' turns (see `next_fair_key`), then age.
  priority smallint not null default 0,
  fair_key bigint not null,
  queued_at timestamptz not null default clock_timestamp(),
  available_at timestamptz not null default clock_timestamp(),
  -- A host that is not on the public internet goes only to a scanner that allows it: an address
  -- literal by its network; a name such as `localhost` by what it can lead to.
  required_address inet,
  required_reach text check (required_reach in ('loopback', 'non_public')),

  -- The fence: the number of the newest attempt. Never goes back.
  attempt integer not null default 0,
  -- Attempts that ended without a result. At the limit the scan ends.
  failed_attempts integer not null default 0,
  scanner_id text,
  scanner_name text,
  lease_until timestamptz,
  started_at timestamptz,

  done_at timestamptz,
  error_code text,
  error_message text not null default '',
  completeness text check (completeness in ('complete', 'partial')),
  missing text[] not null default '{}',
  scan_data jsonb,
  screenshot_sha256 text,
  html_sha256 text,
  constraint running_has_a_lease check ((state = 'running') = (lease_until is not null)),
  constraint ended_has_a_time check
    ((state in ('done', 'error', 'cancelled')) = (done_at is not null))
);

create index scans_queue on scans (priority desc, fair_key, queued_at) where state = 'queued';
create index scans_due on scans (available_at) where state = 'queued';
create index scans_turns on scans (submitted_by_kind, submitted_by_id, priority, fair_key)
  where state = 'queued';
create index scans_leases on scans (lease_until) where state = 'running';
create index scans_created on scans (created_at desc, id);
create index scans_updated on scans (updated_at desc, id);

-- Start-time fair queueing: a submitter's next scan goes one turn after their last waiting one,
-- and never before the turn being served, so nobody gains by having been idle and no burst delays
-- another's first scan.
create function next_fair_key(by_kind text, by_id text, of_priority smallint) returns bigint
language sql stable as $$
  select greatest(
    coalesce(
      (select max(fair_key) from scans where state = 'running' and priority = of_priority),
      (select fair_key from scans where state = 'queued' and priority = of_priority
       order by priority desc, fair_key, queued_at limit 1),
      0),
    coalesce(
      (select max(fair_key) + 1 from scans
       where state = 'queued' and submitted_by_kind = by_kind and submitted_by_id = by_id
         and priority = of_priority),
      0))
$$;

-- One row for each lease ever given. It outlives its scan for a while, so that a scanner whose
-- scan was deleted can be told so.
create table scan_attempts (
  scan_id text not null,
  attempt integer not null,
  scanner_id text not null,
  job_token_hash text not null,
  leased_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  outcome text
    check (outcome in ('completed', 'failed', 'expired', 'returned', 'cancelled')),
  code text,
  message text,
  -- What the commit answered, to answer the same again.
  reply_state text check (reply_state in ('queued', 'done', 'error')),
  uploaded_bytes bigint not null default 0,
  primary key (scan_id, attempt)
);
create index scan_attempts_leased on scan_attempts (leased_at);

create table blobs (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint not null,
  -- The sweeper leaves alone what an upload has touched lately: its scan may yet commit.
  last_used_at timestamptz not null default clock_timestamp()
);
create index blobs_last_used on blobs (last_used_at);

-- Who has shown to possess a blob. A scanner learns of no blob that it has not itself uploaded.
create table blob_uploaders (
  sha256 text not null references blobs (sha256) on delete cascade,
  scanner_id text not null,
  primary key (sha256, scanner_id)
);

create table artifacts (
  scan_id text not null references scans (id) on delete cascade,
  path text not null,
  kind text not null,
  media_type text not null,
  sha256 text not null references blobs (sha256),
  size bigint not null,
  primary key (scan_id, path)
);
create index artifacts_sha256 on artifacts (sha256);

-- Every change that someone may be watching is announced in the transaction that makes it.
create function announce_scan() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    perform pg_notify('scan_changed', json_build_object(
      'op', 'deleted', 'id', old.id, 'visibility', old.visibility,
      'byKind', old.submitted_by_kind, 'byId', old.submitted_by_id)::text);
    return null;
  end if;
  perform pg_notify('scan_changed', json_build_object('op', 'changed', 'id', new.id)::text);
  if new.state = 'queued' then
    perform pg_notify('scan_queued', '');
  end if;
  return null;
end
$$;

create trigger scan_added after insert or delete on scans
  for each row execute function announce_scan();
create trigger scan_changed after update on scans
  for each row when (
    (old.state, old.phase, old.attempt, old.title, old.visibility) is distinct from
    (new.state, new.phase, new.attempt, new.title, new.visibility))
  execute function announce_scan();
