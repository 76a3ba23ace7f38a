import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CreatedScanner, Scanner } from '@webhood/contract';
import { KeyRound, Pause, Play, SlidersHorizontal, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { strings } from '../../ui/strings.ts';
import { scannerStrings as text } from '../../ui/strings-scanners.ts';
import { tellError } from '../../ui/toast-manager.ts';
import { ScannerDialog } from './scanner-dialog.tsx';

type ScannerActionsProps = { scanner: Scanner; onToken: (created: CreatedScanner) => void };

/** What administrators do with one scanner. */
export function ScannerActions({ scanner, onToken }: ScannerActionsProps) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<'configuration' | 'token' | 'remove' | null>(null);
  const settled = () => {
    setAsking(null);
    void queryClient.invalidateQueries({ queryKey: keys.scanners });
  };
  const onError = (error: unknown) => tellError(strings.toast.saveFailed, error);
  const renew = useMutation({
    mutationFn: () => client.scanners.renewToken(scanner.id),
    onSuccess: (created) => {
      settled();
      onToken(created);
    },
    onError,
  });
  const remove = useMutation({
    mutationFn: () => client.scanners.remove(scanner.id),
    onSuccess: settled,
    onError,
  });
  const pause = useMutation({
    mutationFn: () => client.scanners.update(scanner.id, { paused: !scanner.paused }),
    onSuccess: settled,
    onError,
  });
  return (
    <div className="flex gap-1">
      <IconButton
        label={text.configure}
        icon={SlidersHorizontal}
        onClick={() => setAsking('configuration')}
      />
      <IconButton
        label={scanner.paused ? text.resume : text.pause}
        icon={scanner.paused ? Play : Pause}
        disabled={pause.isPending}
        onClick={() => pause.mutate()}
      />
      <IconButton label={text.newToken} icon={KeyRound} onClick={() => setAsking('token')} />
      <IconButton label={text.remove} icon={Trash2} onClick={() => setAsking('remove')} />
      <ScannerDialog
        scanner={scanner}
        open={asking === 'configuration'}
        onClose={() => setAsking(null)}
      />
      <Confirm
        open={asking === 'token'}
        onClose={() => setAsking(null)}
        onConfirm={() => renew.mutate()}
        title={text.newTokenTitle(scanner.name)}
        body={text.newTokenBody}
        action={text.newToken}
        busy={renew.isPending}
      />
      <Confirm
        open={asking === 'remove'}
        onClose={() => setAsking(null)}
        onConfirm={() => remove.mutate()}
        title={text.removeTitle(scanner.name)}
        body={text.removeBody}
        action={text.remove}
        busy={remove.isPending}
      />
    </div>
  );
}
