-- Tries to sign in, counted for all servers together. A key is a keyed hash: what somebody typed as
-- a name may have been a password.

create table sign_in_counts (
  key text primary key,
  failures integer not null default 0,
  last_at timestamptz not null default clock_timestamp(),
  -- Until when the next try is refused.
  until_at timestamptz not null default '-infinity'
);
create index sign_in_counts_last on sign_in_counts (last_at);

-- Pairs of account and address that have signed in.
create table sign_in_places (
  key text primary key,
  last_at timestamptz not null default clock_timestamp()
);
create index sign_in_places_last on sign_in_places (last_at);
