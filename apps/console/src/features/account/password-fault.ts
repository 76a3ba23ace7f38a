import { Password } from '@webhood/contract';

export type PasswordEntry = { current: string; next: string; repeat: string };

/** Why the server would refuse it; null when it would not, or when that is not known here. */
type Refusal = 'common' | 'guessable' | null;

type PasswordFault = 'short' | 'same' | 'common' | 'guessable' | 'differs' | null;

/** What is wrong with the entries, the first thing to fix; null when they can be sent. */
export function passwordFault(entry: PasswordEntry, refusal: Refusal): PasswordFault {
  if (!Password.safeParse(entry.next).success) return 'short';
  if (entry.next === entry.current) return 'same';
  if (refusal !== null) return refusal;
  return entry.next === entry.repeat ? null : 'differs';
}
