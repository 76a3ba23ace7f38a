-- Two in three terms are hashes, of no more than a scan or two each. They are looked up whole or by
-- how they begin; parts of them, forty characters of noise, would be most of the index of parts.

drop index search_terms_part;
create index search_terms_part on search_terms using gin (term gin_trgm_ops)
  where term not like 'h=%';
