-- What a scanner reads of its own browser's protection; null from one that does not say.
alter table scanners add column posture jsonb;
