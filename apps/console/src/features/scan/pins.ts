import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { DataSection } from './tables/data-sections.ts';
import type { PinText } from './tables/data-table.tsx';

/** A row of one scan, to be looked for in the others. */
export type Pin = PinText & { section: DataSection; scanId: string; host: string };

const KEY = ['pins'];
/** More than anyone compares at a glance. */
const PIN_BOUND = 50;
/** The start of a long text tells it from others well enough. */
const COMPARED_LENGTH = 10_000;

export function isSamePin(a: PinText & { section: DataSection }, b: typeof a): boolean {
  return (
    a.section === b.section &&
    a.value.slice(0, COMPARED_LENGTH) === b.value.slice(0, COMPARED_LENGTH)
  );
}

/** With the pin added, or taken out where it was there; the newest come first. */
export function toggled(pins: readonly Pin[], pin: Pin): readonly Pin[] {
  return pins.some((each) => isSamePin(each, pin))
    ? pins.filter((each) => !isSamePin(each, pin))
    : [pin, ...pins].slice(0, PIN_BOUND);
}

/** Kept in memory with the rest of the session: signing out forgets them. */
export function usePins(): { pins: readonly Pin[]; toggle: (pin: Pin) => void } {
  const queryClient = useQueryClient();
  const { data } = useQuery<readonly Pin[]>({
    queryKey: KEY,
    queryFn: () => [],
    initialData: [],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  return {
    pins: data,
    toggle: (pin) =>
      queryClient.setQueryData<readonly Pin[]>(KEY, (current) => toggled(current ?? [], pin)),
  };
}
