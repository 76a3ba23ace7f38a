import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RETENTION_BOUNDS, type Scan } from '@webhood/contract';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { strings } from '../../ui/strings.ts';
import { retentionStrings as text } from '../../ui/strings-retention.ts';
import { TextField } from '../../ui/text-field.tsx';
import { tell, tellError } from '../../ui/toast-manager.ts';

type DialogProps = { scan: Scan; open: boolean; onClose: () => void };

/** Asks for the reason of a hold, or whether to lift it. */
export function HoldDialog({ isHeld, ...props }: DialogProps & { isHeld: boolean }) {
  return isHeld ? <Release {...props} /> : <Place {...props} />;
}

function useSettled(scan: Scan, onClose: () => void) {
  const queryClient = useQueryClient();
  return () => {
    void queryClient.invalidateQueries({ queryKey: keys.holds });
    void queryClient.invalidateQueries({ queryKey: keys.scanHold(scan.id) });
    onClose();
  };
}

function Place({ scan, open, onClose }: DialogProps) {
  const [reason, setReason] = useState('');
  const settled = useSettled(scan, onClose);
  const place = useMutation({
    mutationFn: () => client.retention.hold(scan.id, reason.trim()),
    onSuccess: () => {
      setReason('');
      settled();
      tell(text.held);
    },
  });
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={text.holdThis}
      description={text.holdsIntro}
      action={text.holdAction}
      disabled={reason.trim() === ''}
      busy={place.isPending}
      error={place.error}
      onSubmit={() => place.mutate()}
    >
      <TextField
        label={text.reason}
        maxLength={RETENTION_BOUNDS.reasonLength}
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}

function Release({ scan, open, onClose }: DialogProps) {
  const settled = useSettled(scan, onClose);
  const release = useMutation({
    mutationFn: () => client.retention.release(scan.id),
    onSuccess: () => {
      settled();
      tell(text.released);
    },
    onError: (error) => tellError(strings.toast.saveFailed, error),
  });
  return (
    <Confirm
      open={open}
      onClose={onClose}
      onConfirm={() => release.mutate()}
      title={text.releaseTitle}
      body={text.releaseBody(scan.slug)}
      action={text.release}
      busy={release.isPending}
    />
  );
}
