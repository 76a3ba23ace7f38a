-- What has changed lately, so that whoever comes back to the stream of events, on any server, is
-- told what was missed.
--
-- A place in this history is the number of a transaction: everything of transactions below it has
-- been told. Numbers are given when a transaction begins to write and not when it commits, so a
-- place may never be above a transaction that is still open. Hence the `mark` of an announcement:
-- every transaction below it had ended before the announcing one committed, and announcements come
-- in the order of the commits.

create table event_history (
  only_row boolean primary key default true check (only_row),
  -- Places of another history mean nothing in this one.
  id text not null default replace(gen_random_uuid()::text, '-', ''),
  -- What was written by transactions below it may have been forgotten.
  floor bigint not null default 0
);
insert into event_history default values;

create table logged_changes (
  seq bigint generated always as identity primary key,
  transaction bigint not null default pg_current_xact_id()::text::bigint,
  at timestamptz not null default clock_timestamp(),
  kind text not null check (kind in ('scan', 'scan_deleted', 'scanner')),
  id text not null,
  -- Of a deleted scan: who could see it.
  visibility text,
  by_kind text,
  by_id text
);
create index logged_changes_place on logged_changes (transaction, seq);

create or replace function announce_scan() returns trigger language plpgsql as $$
declare
  mark text := pg_snapshot_xmin(pg_current_snapshot())::text;
begin
  if tg_op = 'DELETE' then
    insert into logged_changes (kind, id, visibility, by_kind, by_id)
    values ('scan_deleted', old.id, old.visibility, old.submitted_by_kind, old.submitted_by_id);
    perform pg_notify('scan_changed', json_build_object(
      'op', 'deleted', 'mark', mark, 'id', old.id, 'visibility', old.visibility,
      'byKind', old.submitted_by_kind, 'byId', old.submitted_by_id)::text);
    return null;
  end if;
  insert into logged_changes (kind, id) values ('scan', new.id);
  perform pg_notify('scan_changed',
    json_build_object('op', 'changed', 'mark', mark, 'id', new.id)::text);
  if new.state = 'queued' then
    perform pg_notify('scan_queued', '');
  end if;
  return null;
end
$$;

create or replace function announce_scanner() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT'
    or (new.name, new.version, new.browser_version, new.concurrency, new.allow_networks,
        new.removed_at)
      is distinct from
       (old.name, old.version, old.browser_version, old.concurrency, old.allow_networks,
        old.removed_at)
    or (new.last_seen_at is not null
        and (old.last_seen_at is null or old.last_seen_at < now() - interval '60 seconds'))
  then
    insert into logged_changes (kind, id) values ('scanner', new.id);
    perform pg_notify('scanner_changed', new.id);
  end if;
  return null;
end
$$;
