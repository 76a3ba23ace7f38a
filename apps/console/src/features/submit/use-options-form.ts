import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { DEFAULT_OPTIONS_FORM, type OptionsForm } from './options-form.ts';

const KEY = ['options-form'];

/** Puts the options of an earlier scan into the form, to be changed there. */
export function setOptionsForm(queryClient: QueryClient, form: OptionsForm): void {
  queryClient.setQueryData(KEY, form);
}

/**
 * The options chosen on the start page. Kept in memory with the rest of the session, so that they
 * survive a look at a scan, end with signing out, and no header or cookie is written to disk.
 */
export function useOptionsForm(): [OptionsForm, (form: OptionsForm) => void] {
  const queryClient = useQueryClient();
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: () => DEFAULT_OPTIONS_FORM,
    initialData: DEFAULT_OPTIONS_FORM,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  return [data, (form) => queryClient.setQueryData(KEY, form)];
}
