import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ApiError } from '@webhood/client';
import type { RescanRequestInput, Scan } from '@webhood/contract';
import { client } from '../../api/client.ts';
import { strings } from '../../ui/strings.ts';
import { submitStrings } from '../../ui/strings-submit.ts';
import { tell, tellError } from '../../ui/toast-manager.ts';
import { dropScan, putScan } from '../shell/live-events.ts';
import { formOfOptions } from '../submit/options-form.ts';
import { setOptionsForm } from '../submit/use-options-form.ts';

export function useCancelScan() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => client.scans.cancel(id),
    onSuccess: (scan) => {
      putScan(queryClient, scan);
      tell(strings.toast.cancelled);
    },
    onError: (error) => tellError(strings.toast.cancelFailed, error),
  });
}

export function useRemoveScan(onRemoved?: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => client.scans.remove(id),
    onSuccess: (_, id) => {
      tell(strings.toast.deleted);
      onRemoved?.();
      dropScan(queryClient, id);
    },
    onError: (error) => tellError(strings.toast.deleteFailed, error),
  });
}

/** Cancels one after the other; what has ended meanwhile is left as it is. */
export function useCancelMany() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (ids: readonly string[]) => {
      let cancelled = 0;
      for (const id of ids) {
        try {
          putScan(queryClient, await client.scans.cancel(id));
          cancelled += 1;
        } catch (error) {
          if (!(error instanceof ApiError) || !ENDED.includes(error.code ?? '')) throw error;
        }
      }
      return cancelled;
    },
    onSuccess: (cancelled) => tell(submitStrings.batch.cancelled(cancelled)),
    onError: (error) => tellError(strings.toast.cancelFailed, error),
  });
}

/** A scan that has ended or is gone needs no cancelling. */
const ENDED: readonly string[] = ['conflict', 'not_found'];

export function useRescan(onSubmitted?: (scan: Scan) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (scan: Scan) => client.scans.rescan(scan.id, rescanRequest(scan)),
    onSuccess: (scan) => {
      putScan(queryClient, scan);
      onSubmitted?.(scan);
    },
    onError: (error) => tellError(strings.toast.rescanFailed, error),
  });
}

/** Leads to the start page with the URL and the options of this scan filled in. */
export function useEditAndRescan(): (scan: Scan) => void {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return (scan) => {
    setOptionsForm(queryClient, {
      ...formOfOptions(scan.options),
      visibility: scan.visibility,
      tags: scan.tags.join(' '),
      scanner: scan.targetScannerId ?? '',
    });
    void navigate({ to: '/', state: { scanUrl: scan.url } });
  };
}

/**
 * The same again, as far as it is told. Header and cookie values are not kept, so the scan goes
 * without. A proxy's are not kept either, and are not given up here: the server then refuses,
 * since the scan would come from where its submitter did not want it to.
 */
export function rescanRequest({ options }: Scan): RescanRequestInput {
  return {
    options: {
      ...(options.headers ? { headers: null } : {}),
      ...(options.cookies ? { cookies: null } : {}),
    },
  };
}
