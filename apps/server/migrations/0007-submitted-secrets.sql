-- breaking
-- Headers, cookies and proxy of a scan are kept encrypted by the server, and only until the scan
-- has ended. `options` holds them masked.

-- Tells the server's secret from another one, without holding it.
alter table installation add column secret_check text;

alter table scans add column sealed_options text;

-- Rows from before: the next start of the server seals or masks them.
alter table scans add column has_plain_secrets boolean not null default false;
update scans set has_plain_secrets = true where options ?| array['headers', 'cookies', 'proxy'];
create index scans_plain_secrets on scans (id) where has_plain_secrets;

create function forget_scan_secrets() returns trigger language plpgsql as $$
begin
  new.sealed_options := null;
  return new;
end
$$;
create trigger scan_ended before update on scans
  for each row when (new.sealed_options is not null and new.state in ('done', 'error', 'cancelled'))
  execute function forget_scan_secrets();
