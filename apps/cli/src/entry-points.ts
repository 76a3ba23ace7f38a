import { fileURLToPath } from 'node:url';

/** The other programs, started as processes: they are never imported here. */
export const ENTRY = {
  server: fileURLToPath(new URL('../../server/src/main.ts', import.meta.url)),
  admin: fileURLToPath(new URL('../../server/src/admin.ts', import.meta.url)),
  scanner: fileURLToPath(new URL('../../scanner/src/main.ts', import.meta.url)),
} as const;

/**
 * How Node.js is to run each. The server mostly waits: the smallest young generation costs it
 * nothing that can be measured, saves 28 MB of its 200, and is emptied often enough that the pieces
 * of an artifact that passes through do not gather (120 MiB: 30 instead of 50 MiB over idle). Requests
 * that wait their turn outlive it, and what is left of them in the old generation would grow to three
 * times what is in use before it is looked at: half as much again is enough (ten thousand at once: 65
 * instead of 200 MiB over idle, for 0.2 s more of a core). What a scan leaves in the scanner is
 * garbage too, which the engine would otherwise let grow by a hundred megabytes.
 */
const ARGUMENTS: Partial<Record<string, readonly string[]>> = {
  [ENTRY.server]: ['--max-semi-space-size=1', '--heap-growing-percent=50'],
  [ENTRY.scanner]: ['--optimize-for-size', '--max-semi-space-size=4'],
};

export function nodeArguments(entry: string): string[] {
  return [...(ARGUMENTS[entry] ?? []), entry];
}
