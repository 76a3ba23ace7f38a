import type { Scan } from '@webhood/contract';
import { Check } from 'lucide-react';
import { Spinner } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { strings } from '../../ui/strings.ts';
import { clockStart, currentStep, STEPS } from '../scans/progress.ts';
import { Clock } from '../scans/scan-status.tsx';

/** The phases of a scan under way; it becomes the result by itself. */
export function RunningScan({ scan }: { scan: Scan }) {
  const step = currentStep(scan);
  const index = step === null ? -1 : STEPS.indexOf(step);
  return (
    <div className="mx-auto flex max-w-sm flex-col gap-5 py-12">
      <ol className="flex flex-col gap-3">
        {STEPS.map((each, at) => (
          <li
            key={each}
            aria-current={at === index ? 'step' : undefined}
            className={cn(
              'flex items-center gap-3 text-sm',
              at === index ? 'font-medium' : at < index ? 'text-muted' : 'text-faint',
            )}
          >
            <span
              className={cn(
                'flex size-5 items-center justify-center rounded-full border',
                at < index && 'border-transparent bg-ok-soft text-ok',
                at === index && 'border-transparent text-accent',
                at > index && 'border-line',
              )}
            >
              {at < index ? <Check aria-hidden size={13} /> : at === index ? <Spinner /> : null}
            </span>
            {strings.phases[each]}
          </li>
        ))}
      </ol>
      <p className="flex items-baseline justify-between border-line border-t pt-3 text-muted text-sm">
        <span>
          {scan.state === 'running' ? strings.scan.running.elapsed : strings.scan.running.waited}
        </span>
        <span className="font-medium text-text">
          <Clock from={clockStart(scan)} />
        </span>
      </p>
      <p className="text-faint text-xs">{strings.scan.running.hint}</p>
    </div>
  );
}
