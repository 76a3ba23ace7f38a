-- What searches read of a scan's row without an index lies in the row itself, not beside it.
alter table scans alter column terms set storage main;

-- Columns that are searched by their value. The time beside it bounds how far a search looks back.
create index scans_submitter on scans (lower(submitted_by_name), created_at);
create index scans_scanner on scans (lower(scanner_name), created_at);
create index scans_error on scans (error_code, created_at) where error_code is not null;
-- Most are done: what is not is found here.
create index scans_not_done on scans (state, created_at) where state <> 'done';

-- Also of scans that have not ended, so that searches and sorting need not say so.
drop index scans_ended;
create index scans_done on scans (done_at);

-- Lists in the order of addresses; of long ones the beginning.
create index scans_url_start on scans (left(url, 200));
