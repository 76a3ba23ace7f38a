/** How long each phase of one scan takes, and when it was. */
import type { PhaseTimes, ScannerPhase } from '@webhood/contract';

export interface PhaseSpan {
  phase: ScannerPhase;
  /** Milliseconds since 1970. */
  startedAtMs: number;
  endedAtMs: number;
}

export interface PhaseClock {
  /** Ends the phase there was. */
  enter(phase: ScannerPhase): void;
  /** Ends the last one. */
  end(): void;
  spans(): readonly PhaseSpan[];
  /** Rounded to milliseconds; a phase that came twice is summed. */
  times(): PhaseTimes;
}

const wallClock = (): number => performance.timeOrigin + performance.now();

export function createPhaseClock(now: () => number = wallClock): PhaseClock {
  const spans: PhaseSpan[] = [];
  let current: { phase: ScannerPhase; startedAtMs: number } | undefined;

  const end = (): void => {
    if (current) spans.push({ ...current, endedAtMs: now() });
    current = undefined;
  };

  return {
    enter: (phase) => {
      if (phase === current?.phase) return;
      end();
      current = { phase, startedAtMs: now() };
    },
    end,
    spans: () => spans,
    times: () => {
      const times: PhaseTimes = {};
      for (const { phase, startedAtMs, endedAtMs } of spans) {
        times[phase] = Math.round((times[phase] ?? 0) + endedAtMs - startedAtMs);
      }
      return times;
    },
  };
}
