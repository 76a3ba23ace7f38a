-- Tags, a scanner of choice, scans for later, repeated scans, and submissions that may be repeated
-- without being made twice.

alter table scans
  add column tags text[] not null default '{}',
  add column not_before timestamptz,
  -- No reference: a scanner that is removed leaves its row, and its scans end with a reason.
  add column target_scanner_id text,
  add column rescan_of text;

create index scans_pending on scans (available_at) where state = 'pending';
create index scans_targeted on scans (target_scanner_id)
  where state in ('pending', 'queued') and target_scanner_id is not null;
-- Scans of one URL, newest first. A URL can be longer than what an index takes.
create index scans_url on scans (md5(url), created_at desc);

-- Tags are searched for as terms, whoever writes either.
create function keep_tag_terms() returns trigger language plpgsql as $$
begin
  new.terms := array(select term from unnest(new.terms) with ordinality as t (term, place)
      where term not like 't=%' order by place)
    || array(select 't=' || tag from unnest(new.tags) as tag);
  return new;
end
$$;
create trigger keep_tag_terms before insert or update of terms, tags on scans
  for each row when (new.tags <> '{}') execute function keep_tag_terms();
create trigger drop_tag_terms before update of tags on scans
  for each row when (new.tags = '{}' and old.tags <> '{}') execute function keep_tag_terms();

drop trigger scan_changed on scans;
create trigger scan_changed after update on scans
  for each row when (
    (old.state, old.phase, old.attempt, old.title, old.visibility, old.tags) is distinct from
    (new.state, new.phase, new.attempt, new.title, new.visibility, new.tags))
  execute function announce_scan();

-- What a submission with a key was answered: ids and refusals, so that nothing outlives its scan.
create table idempotency_keys (
  owner_kind text not null check (owner_kind in ('user', 'token')),
  owner_id text not null,
  route text not null,
  key text not null,
  -- Keyed hash of the body.
  fingerprint text not null,
  verdicts jsonb not null default '[]',
  created_at timestamptz not null default clock_timestamp(),
  primary key (owner_kind, owner_id, route, key)
);
create index idempotency_keys_created on idempotency_keys (created_at);
