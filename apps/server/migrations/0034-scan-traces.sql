-- Where a scan's trace goes on, while traces are configured: one process submits it, others run it.

create table scan_traces (
  scan_id text primary key references scans (id) on delete cascade,
  -- W3C Trace Context.
  traceparent text not null
);
