-- Pools of scanners: labels that scans can ask for, and scanners that are paused.

alter table scanners
  add column labels text[] not null default '{}',
  -- Set while it is given nothing new; what it runs it finishes.
  add column paused_at timestamptz,
  -- Of the lease protocol, as it last said.
  add column protocol text not null default '';

-- Every one of them must be among the labels of the scanner that is given the scan.
alter table scans add column required_labels text[] not null default '{}';

create index scans_labelled on scans (id)
  where state in ('pending', 'queued') and required_labels <> '{}';
