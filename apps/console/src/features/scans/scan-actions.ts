import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Scan } from '@webhood/contract';
import { client } from '../../api/client.ts';
import { strings } from '../../ui/strings.ts';
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

export function useRescan(onSubmitted?: (scan: Scan) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (scan: Scan) => client.scans.rescan(scan.id),
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
    setOptionsForm(queryClient, { ...formOfOptions(scan.options), visibility: scan.visibility });
    void navigate({ to: '/', state: { scanUrl: scan.url } });
  };
}
