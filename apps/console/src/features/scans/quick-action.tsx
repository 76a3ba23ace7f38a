import { useSuspenseQuery } from '@tanstack/react-query';
import { isTerminal, type Scan } from '@webhood/contract';
import { Ban, RotateCw } from 'lucide-react';
import { meQuery } from '../../api/queries.ts';
import { IconButton } from '../../ui/button.tsx';
import { strings } from '../../ui/strings.ts';
import { useCancelScan, useRescan } from './scan-actions.ts';

/** What is most likely wanted of a scan of a list: to stop it, or to try again what failed. */
export function QuickAction({ scan }: { scan: Scan }) {
  const { data: me } = useSuspenseQuery(meQuery());
  const cancel = useCancelScan();
  const rescan = useRescan();
  if (me.role === 'viewer' || scan.state === 'done') return <span className="w-7 shrink-0" />;
  return isTerminal(scan.state) ? (
    <IconButton
      label={strings.submit.retry}
      icon={RotateCw}
      disabled={rescan.isPending}
      onClick={() => rescan.mutate(scan)}
    />
  ) : (
    <IconButton
      label={strings.scans.cancel}
      icon={Ban}
      disabled={cancel.isPending}
      onClick={() => cancel.mutate(scan.id)}
    />
  );
}
