import { PHASES, type Scan } from '@webhood/contract';

/** The steps a running scan goes through, and how far it is. */
export const STEPS = ['queued', ...PHASES] as const;

export type Step = (typeof STEPS)[number];

/** The step that is under way; null when the scan has ended or is not due. */
export function currentStep(scan: Pick<Scan, 'state' | 'phase'>): Step | null {
  if (scan.state === 'queued') return 'queued';
  // The scanner has it but has not said more yet.
  if (scan.state === 'running') return scan.phase ?? 'opening';
  return null;
}

/** When the clock beside the progress began: at the attempt's start, or when it was submitted. */
export function clockStart(scan: Pick<Scan, 'state' | 'startedAt' | 'created'>): string {
  return scan.state === 'running' && scan.startedAt ? scan.startedAt : scan.created;
}
