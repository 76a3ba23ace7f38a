-- Ended scans that are found by no term but their tags: they ended before there were terms. They get
-- theirs in the background, newest first. Those that have theirs are not in the index.
create index scans_without_terms on scans (created_at desc)
  where state in ('done', 'error', 'cancelled') and cardinality(terms) = cardinality(tags);
