/**
 * Services outside that know more of a value, as administrators have listed them. Nothing is asked
 * of them until a person chooses one and confirms that the value leaves the installation.
 */
import { useQuery } from '@tanstack/react-query';
import { Lookup } from '@webhood/contract';
import { lookupsQuery } from '../../api/queries.ts';

/** What browsers and services take as an address. */
const VALUE_LENGTH = 2_000;

export type LookupFault = 'name' | 'kinds' | 'template';

/** What keeps a lookup from being used; null when nothing does. */
export function lookupFault(lookup: Lookup): LookupFault | null {
  const { error } = Lookup.safeParse(lookup);
  return error ? (error.issues[0]?.path[0] as LookupFault) : null;
}

/** Where this lookup leads for a value. */
export function lookupUrl({ template }: Lookup, value: string): string {
  const text = value.slice(0, VALUE_LENGTH).toWellFormed();
  return template.replaceAll('{value}', () => encodeURIComponent(text));
}

/** None until they are known. */
export function useLookups(): readonly Lookup[] {
  return useQuery(lookupsQuery()).data?.lookups ?? [];
}
