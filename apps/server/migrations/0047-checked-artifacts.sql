-- When the store was last seen to have an artifact with its hash, and since when it has not. What
-- comes was hashed when it came; of what was there before this nobody knows, so it is looked at first.
alter table blobs add column checked_at timestamptz, add column damaged_at timestamptz;
alter table blobs alter column checked_at set default clock_timestamp();
create index blobs_checked on blobs (checked_at nulls first);
create index blobs_damaged on blobs (damaged_at) where damaged_at is not null;
