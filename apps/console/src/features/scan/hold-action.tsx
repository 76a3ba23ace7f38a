import { useQuery } from '@tanstack/react-query';
import type { Scan } from '@webhood/contract';
import { Lock, LockOpen } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { scanHoldQuery } from '../../api/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { IconButton } from '../../ui/button.tsx';
import { escapedString } from '../../ui/evidence/escape-text.ts';
import { retentionStrings as text } from '../../ui/strings-retention.ts';
import { useWasOpen } from '../../ui/use-was-open.ts';

const HoldDialog = lazy(() =>
  import('./hold-dialog.tsx').then((module) => ({ default: module.HoldDialog })),
);

/** That the scan is under legal hold, by whom and why. */
export function HoldBadge({ scan }: { scan: Scan }) {
  const { data } = useQuery(scanHoldQuery(scan.id));
  if (!data?.hold) return null;
  const { placedBy, reason } = data.hold;
  return (
    <Badge tone="warn" title={`${text.heldBy(placedBy)}: ${escapedString(reason)}`}>
      <span className="flex items-center gap-1">
        <Lock aria-hidden size={11} />
        {text.onHold}
        <span className="sr-only">{`, ${text.heldBy(placedBy)}: ${escapedString(reason)}`}</span>
      </span>
    </Badge>
  );
}

/** Holds the scan, so that neither rules nor people remove it, or lets it go. */
export function HoldAction({ scan }: { scan: Scan }) {
  const { data } = useQuery(scanHoldQuery(scan.id));
  const [asking, setAsking] = useState(false);
  const wasOpen = useWasOpen(asking);
  const isHeld = data?.hold != null;
  return (
    <>
      <IconButton
        label={isHeld ? text.release : text.holdThis}
        icon={isHeld ? LockOpen : Lock}
        className="size-8"
        disabled={!data}
        onClick={() => setAsking(true)}
      />
      {wasOpen ? (
        <Suspense>
          <HoldDialog scan={scan} isHeld={isHeld} open={asking} onClose={() => setAsking(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
