-- What lists and searches read of a scan lies in its row, not beside it: with some dozens of terms in
-- it a row is long enough that PostgreSQL moves out even a title, and each is then fetched by itself.
-- Rows that are there already change when they are written.
alter table scans
  alter column slug set storage main,
  alter column url set storage main,
  alter column final_url set storage main,
  alter column title set storage main,
  alter column search_text set storage main,
  alter column screenshot_sha256 set storage main,
  alter column html_sha256 set storage main;
