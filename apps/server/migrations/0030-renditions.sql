-- Pictures made from screenshots for people to look at. They can be made anew at any time, and go
-- when the screenshot's blob goes; their own blobs are swept like any that nothing claims.

create table renditions (
  source_sha256 text not null references blobs (sha256) on delete cascade,
  picture text not null check (picture in ('thumbnail', 'display')),
  sha256 text references blobs (sha256),
  -- In bytes.
  size bigint,
  -- Why there will never be one.
  failure text check (failure in ('unreadable', 'too_large')),
  primary key (source_sha256, picture),
  check ((sha256 is null) = (size is null)),
  check ((sha256 is null) <> (failure is null))
);
create index renditions_sha256 on renditions (sha256);
