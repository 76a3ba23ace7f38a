-- How much each submitter has asked for. Deleting scans takes nothing off a day's count.

create table submission_counts (
  owner_kind text not null check (owner_kind in ('user', 'token')),
  owner_id text not null,
  -- Of UTC.
  day date not null,
  scans bigint not null,
  primary key (owner_kind, owner_id, day)
);
create index submission_counts_day on submission_counts (day);

create index scans_waiting on scans (submitted_by_kind, submitted_by_id)
  where state in ('queued', 'pending');
