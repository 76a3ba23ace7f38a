-- Searches that people keep under a name, each their own.

create table saved_searches (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  name text not null check (length(name) between 1 and 80),
  q text not null check (length(q) <= 4096),
  created_at timestamptz not null default now(),
  unique (user_id, name)
);
