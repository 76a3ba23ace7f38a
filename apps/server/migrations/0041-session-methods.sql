-- How a session was opened: what a role that must have a second factor may do depends on it. Null for
-- sessions from before, which count as opened with a password alone.

alter table sessions add column method text
  check (method in ('password', 'totp', 'recovery_code', 'passkey', 'single_sign_on'));
