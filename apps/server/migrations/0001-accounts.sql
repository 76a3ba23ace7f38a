-- People, sessions, tokens and scanners.
--
-- `users`, `credentials` and `sessions` are also read and written by better-auth, which is told
-- these names in features/accounts/session-engine.ts. Tokens are stored as keyed hashes only.

-- One row. `epoch` is part of every derived key: replacing it ends every session and token.
create table installation (
  only_row boolean primary key default true check (only_row),
  epoch text not null,
  created_at timestamptz not null default now()
);
insert into installation (epoch)
values (replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));

create table users (
  id text primary key,
  -- As given; `username` is the same in lower case and is what sign-in looks for.
  name text not null,
  username text not null unique,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  role text not null check (role in ('admin', 'user', 'viewer')),
  disabled boolean not null default false,
  must_change_password boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table credentials (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  provider_id text not null,
  account_id text not null,
  -- argon2id in PHC form, for provider `credential`.
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index credentials_user on credentials (user_id);

create table sessions (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  -- HMAC of the token in the cookie.
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index sessions_user on sessions (user_id);

create table api_tokens (
  id text primary key,
  name text not null,
  role text not null check (role in ('api_user')),
  hash text not null,
  -- Name of who made it; a name, so that it outlives the account.
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);

create table scanners (
  id text primary key,
  name text not null,
  -- Null before the first token and after revoking.
  token_hash text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz,
  version text not null default '',
  browser_version text not null default '',
  concurrency integer not null default 0,
  -- CIDRs beyond the public internet that this scanner may scan, as it last said.
  allow_networks text[] not null default '{}',
  -- A removed scanner stays as the name on the scans it made.
  removed_at timestamptz
);
create unique index scanners_name on scanners (lower(name)) where removed_at is null;

-- Consoles are told when what they show of a scanner changes, whoever changed it. That it asks
-- for work again is news only when it had been away.
create function announce_scanner() returns trigger language plpgsql as $$
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
    perform pg_notify('scanner_changed', new.id);
  end if;
  return null;
end
$$;
create trigger announce_scanner after insert or update on scanners
  for each row execute function announce_scanner();
