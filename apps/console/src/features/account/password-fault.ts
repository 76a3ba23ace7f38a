import { Password } from '@webhood/contract';

export type PasswordEntry = { current: string; next: string; repeat: string };

/** What is wrong with the entries, the first thing to fix; null when they can be sent. */
export function passwordFault(entry: PasswordEntry): 'short' | 'same' | 'differs' | null {
  if (!Password.safeParse(entry.next).success) return 'short';
  if (entry.next === entry.current) return 'same';
  return entry.next === entry.repeat ? null : 'differs';
}
