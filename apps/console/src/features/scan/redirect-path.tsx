import type { Report, Scan } from '@webhood/contract';
import { CornerDownRight } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { strings } from '../../ui/strings.ts';
import { type PathStep, redirectPath } from './redirect-path.ts';

const text = strings.scan;
/** With more steps than this the middle is folded, so that the result stays in view. */
const SHOWN_STEPS = 6;

/** From the submitted to the final address, one step per line. */
export function RedirectPath({ scan, report }: { scan: Scan; report: Report | undefined }) {
  const [unfolded, setUnfolded] = useState(false);
  const steps = redirectPath(scan, report);
  const last = steps.length - 1;
  const fold = !unfolded && steps.length > SHOWN_STEPS;
  return (
    <ol className="flex min-w-0 flex-col gap-1">
      {steps.map((step, index) => {
        if (fold && index >= SHOWN_STEPS - 2 && index < last) {
          return index === SHOWN_STEPS - 2 ? (
            <li key="fold" className="pl-6">
              <Button tone="ghost" className="h-6 px-2 text-xs" onClick={() => setUnfolded(true)}>
                {text.moreHops(last - index)}
              </Button>
            </li>
          ) : null;
        }
        // biome-ignore lint/suspicious/noArrayIndexKey: a circle visits one address twice
        return <Step key={index} step={step} index={index} isLast={index === last} />;
      })}
    </ol>
  );
}

function Step({ step, index, isLast }: { step: PathStep; index: number; isLast: boolean }) {
  return (
    <li
      className={cn(
        'flex min-w-0 items-start gap-2',
        isLast ? 'text-lg leading-6' : 'text-sm leading-5',
      )}
      aria-label={index === 0 ? text.submitted : isLast ? text.final : text.hop(index)}
    >
      {index > 0 ? (
        <CornerDownRight aria-hidden size={15} className="mt-1 shrink-0 text-faint" />
      ) : null}
      <Value value={step.url} kind="url" wrap className="min-w-0" />
      {step.via ? (
        <Badge className="mt-0.5">
          {text.hops[step.via.kind]}
          {step.via.status === undefined ? '' : ` ${step.via.status}`}
        </Badge>
      ) : null}
    </li>
  );
}
