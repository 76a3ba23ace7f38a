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
 * of an artifact that passes through do not gather (120 MiB: 30 instead of 50 MiB over idle). What a
 * scan leaves in the scanner is garbage, which the engine would otherwise let grow by a hundred
 * megabytes before it looks at it.
 */
const ARGUMENTS: Partial<Record<string, readonly string[]>> = {
  [ENTRY.server]: ['--max-semi-space-size=1'],
  [ENTRY.scanner]: ['--optimize-for-size', '--max-semi-space-size=4'],
};

export function nodeArguments(entry: string): string[] {
  return [...(ARGUMENTS[entry] ?? []), entry];
}
