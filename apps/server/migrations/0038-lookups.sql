-- The services outside that the console offers to ask about a value, for the whole installation.
-- One row; null: those that come with Webhood. See Lookups in the contract.
create table lookups (
  only_row boolean primary key default true check (only_row),
  lookups jsonb
);
insert into lookups default values;
