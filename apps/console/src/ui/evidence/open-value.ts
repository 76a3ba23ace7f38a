import { useSyncExternalStore } from 'react';
import type { ValuePayload } from './value-payload.ts';

/** The value whose menu was opened last, and the button that it hangs from. */
export type OpenValue = { payload: ValuePayload; anchor: Element; isOpen: boolean };

let current: OpenValue | null = null;
const listeners = new Set<() => void>();

function set(next: OpenValue | null): void {
  current = next;
  for (const each of listeners) each();
}

export function openValueMenu(payload: ValuePayload, anchor: Element): void {
  set({ payload, anchor, isOpen: true });
}

/** What it showed stays until it has faded out. */
export function closeValueMenu(): void {
  if (current) set({ ...current, isOpen: false });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const read = () => current;

export function useOpenValue(): OpenValue | null {
  return useSyncExternalStore(subscribe, read);
}
