-- How long scans are kept, which are held whatever that says, and search terms that may be nobody's.

-- One row. `rules`: see RetentionRules in the contract.
create table retention (
  only_row boolean primary key default true check (only_row),
  rules jsonb not null default '[]',
  changed_at timestamptz,
  changed_by text
);
insert into retention default values;

-- A scan that is held cannot be removed: not by retention, nor by hand.
create table legal_holds (
  scan_id text primary key references scans (id) on delete restrict,
  reason text not null,
  placed_by text not null,
  placed_at timestamptz not null default clock_timestamp()
);

create index scans_ended on scans (done_at) where state in ('done', 'error', 'cancelled');

-- Terms of scans that were removed. Those that no scan has any more leave `search_terms`; whoever
-- is making a scan with one meanwhile has it listed again on the second look.
create table stale_terms (
  term text primary key,
  removed_at timestamptz
);

create function note_stale_terms() returns trigger language plpgsql as $$
begin
  -- In one order, so that two removals cannot deadlock.
  insert into stale_terms (term)
  select distinct unnest(terms) as term from gone order by term
  on conflict (term) do update set removed_at = null;
  return null;
end
$$;
create trigger note_stale_terms after delete on scans
  referencing old table as gone for each statement execute function note_stale_terms();
