-- Requests of an address, a user or a token within a minute, of all servers together. Unlogged: a
-- database that comes back after a crash may begin to count anew.

create unlogged table request_counts (
  key text primary key,
  -- What servers have taken for themselves, whether it was used or not.
  taken integer not null,
  ends_at timestamptz not null
);
create index request_counts_end on request_counts (ends_at);
