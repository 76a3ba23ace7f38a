-- What scans are searched by. `terms` holds what a report names, each with the letters of its
-- field before it (`d=example.com`); `search_terms` lists them once, for wildcards and completion.

create extension if not exists pg_trgm;

alter table scans add column terms text[] not null default '{}';
alter table scans add column search_text text
  generated always as (lower(url || ' ' || final_url || ' ' || title)) stored;

create index scans_terms on scans using gin (terms) with (fastupdate = off);
create index scans_search_text on scans using gin (search_text gin_trgm_ops) with (fastupdate = off);

create table search_terms (
  term text primary key
);
create index search_terms_prefix on search_terms (term text_pattern_ops);
create index search_terms_part on search_terms using gin (term gin_trgm_ops);
