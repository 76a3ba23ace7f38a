-- Second factors, recovery codes, passkeys, and what lies between the steps of a sign-in.

-- A time-based code (RFC 6238) per person; counts once `confirmed_at` is set.
create table totp_factors (
  user_id text primary key references users (id) on delete cascade,
  -- Encrypted by the server.
  secret text not null,
  confirmed_at timestamptz,
  -- The newest time step whose code was accepted: no code is accepted twice.
  last_step bigint not null default 0,
  created_at timestamptz not null default now()
);

create table recovery_codes (
  user_id text not null references users (id) on delete cascade,
  -- SHA-256 over user and code; the code has 80 random bits.
  hash text not null,
  used_at timestamptz,
  primary key (user_id, hash)
);

create table passkeys (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  name text not null,
  -- Of the authenticator, base64url.
  credential_id text not null unique,
  -- COSE.
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}',
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
create index passkeys_user on passkeys (user_id);

-- Begun and not finished: what a cookie of the same browser leads to, once and for minutes.
create table sign_in_steps (
  -- SHA-256 of the cookie's value.
  id text primary key,
  kind text not null check (kind in ('second_factor', 'passkey', 'new_passkey', 'single_sign_on')),
  user_id text references users (id) on delete cascade,
  data jsonb not null default '{}',
  expires_at timestamptz not null
);
create index sign_in_steps_expiry on sign_in_steps (expires_at);
