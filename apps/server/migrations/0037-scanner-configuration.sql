-- What administrators set for a scanner. The server applies it to the scans that it leases out.
alter table scanners
  add column user_agent text,
  add column language text,
  add column stealth boolean not null default false,
  add column skip_cookie_prompts boolean not null default false,
  -- Scans that it may run at once; null: as many as it offers slots.
  add column at_once integer check (at_once > 0),
  -- The proxy as it may be shown, and sealed with its name and password.
  add column shown_proxy text,
  add column sealed_proxy text,
  add constraint scanners_proxy check ((shown_proxy is null) = (sealed_proxy is null));
