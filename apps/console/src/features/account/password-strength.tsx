import { useDeferredValue, useEffect, useState } from 'react';
import { cn } from '../../ui/class-names.ts';
import { accountStrings } from '../../ui/strings-account.ts';

type Policy = typeof import('@webhood/password-policy');
type Verdict = ReturnType<Policy['judgePassword']>;

const text = accountStrings.strength;

const TONES = ['bg-bad', 'bg-bad', 'bg-warn', 'bg-ok', 'bg-ok'] as const;
const SEGMENTS = [1, 2, 3, 4] as const;

/** Null until something is typed, and until the list of common passwords is there. */
export function usePasswordVerdict(password: string, known: readonly string[]): Verdict | null {
  const [policy, setPolicy] = useState<Policy | null>(null);
  const isTyped = password !== '';
  useEffect(() => {
    if (!isTyped) return;
    // Without it the server judges alone.
    import('@webhood/password-policy').then(setPolicy, () => undefined);
  }, [isTyped]);
  const settled = useDeferredValue(password);
  return policy && settled !== '' ? policy.judgePassword(settled, known) : null;
}

export function PasswordStrength({ verdict }: { verdict: Verdict | null }) {
  return (
    <div role="status">
      {verdict ? (
        <div className="mt-1 flex items-center gap-3">
          <span aria-hidden className="flex flex-1 gap-1">
            {SEGMENTS.map((segment) => (
              <span
                key={segment}
                className={cn(
                  'h-1 flex-1 rounded-sm',
                  segment <= Math.max(1, verdict.score) ? TONES[verdict.score] : 'bg-hover',
                )}
              />
            ))}
          </span>
          <span className="text-muted text-xs">
            <span className="sr-only">{text.label}: </span>
            {text.scores[verdict.score]}
          </span>
        </div>
      ) : null}
    </div>
  );
}
