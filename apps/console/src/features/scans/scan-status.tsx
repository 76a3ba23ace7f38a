import type { Scan, ScanState } from '@webhood/contract';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { cn } from '../../ui/class-names.ts';
import { strings } from '../../ui/strings.ts';
import { elapsed } from '../../ui/time.ts';
import { useNow } from '../../ui/use-now.ts';
import { clockStart, currentStep, STEPS } from './progress.ts';

const TONES: Record<ScanState, Tone> = {
  pending: 'neutral',
  queued: 'neutral',
  running: 'accent',
  done: 'ok',
  error: 'bad',
  cancelled: 'neutral',
};

export function ScanStatus({ scan }: { scan: Scan }) {
  if (scan.state === 'done' && scan.completeness === 'partial') {
    const reasons = scan.missing.map((code) => strings.missing[code]).join('\n');
    return (
      <Badge tone="warn" dot title={reasons}>
        {strings.scans.partial}
      </Badge>
    );
  }
  return (
    <Badge tone={TONES[scan.state]} dot>
      {strings.states[scan.state]}
    </Badge>
  );
}

/** The bar of a scan under way, with its phase and a clock. */
export function ScanProgress({ scan, className }: { scan: Scan; className?: string }) {
  const step = currentStep(scan);
  if (step === null) return null;
  const index = STEPS.indexOf(step);
  return (
    <div className={cn('flex flex-col gap-1', className)}>
      <div
        role="progressbar"
        aria-label={strings.scans.progress}
        aria-valuemin={0}
        aria-valuemax={STEPS.length}
        aria-valuenow={index}
        aria-valuetext={strings.phases[step]}
        className="flex gap-0.5"
      >
        {STEPS.map((each, at) => (
          <span
            key={each}
            className={cn(
              'h-1 flex-1 rounded-full',
              at < index ? 'bg-accent' : at === index ? 'animate-pulse bg-accent' : 'bg-line',
            )}
          />
        ))}
      </div>
      <p className="flex justify-between gap-2 whitespace-nowrap text-2xs text-muted">
        <span className="truncate">{strings.phases[step]}</span>
        <Clock from={clockStart(scan)} />
      </p>
    </div>
  );
}

export function Clock({ from }: { from: string }) {
  const now = useNow('second');
  return <span className="tabular-nums">{elapsed(now - Date.parse(from))}</span>;
}
