-- Scans that ask for the same scanners are one pool of the queue. A scanner looks at the first scan
-- of each pool that it may serve, and walks past nobody else's.

-- Equal for scans that the same scanners may be given. Addresses are told apart by their /8 (of
-- IPv6, /16): there are few of these, and whose networks touch none of one is spared its pool.
-- Not immutable by declaration of PostgreSQL, as how an array prints could depend on its elements'
-- type; it does not for text.
create function queue_pool(target text, labels text[], reach text, address inet) returns text
language sql immutable parallel safe cost 1000 as $$
  select coalesce(target, '') || '|' || coalesce(reach, '') || '|'
    || coalesce(text(network(set_masklen(address, case family(address) when 4 then 8 else 16 end))), '')
    || '|' || labels::text
$$;

create index scans_pool on scans (
  queue_pool(target_scanner_id, required_labels, required_reach, required_address),
  priority desc, fair_key, queued_at)
  where state = 'queued';
