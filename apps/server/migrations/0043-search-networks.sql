-- Addresses among the terms, in the order of networks, so that a search for `10.0.0.0/8` finds them.

-- The address of `i=…` and `pi=…`; null for any other term, and for one that is no address though
-- it says so: terms come from reports, and those from scanners.
create function term_address(term text) returns inet language plpgsql immutable strict as $$
begin
  if term !~ '^p?i=[0-9a-f.:]{2,45}$' then
    return null;
  end if;
  return split_part(term, '=', 2)::inet;
exception when data_exception then
  return null;
end
$$;

create index search_terms_address on search_terms (term_address(term))
  where term_address(term) is not null;
