/** What a scanner reads of its own browser's protection, from the running processes. */
import { z } from 'zod';
import { StorableText } from './text.ts';

const Reason = StorableText.max(300);

export const ScannerPosture = z.object({
  /** `unknown`: no page has a process at the moment, or this system does not tell. */
  sandbox: z.enum(['on', 'off', 'unknown']),
  sandboxReason: Reason,
  /** `namespace`: the browser has a network that holds nothing but loopback. */
  network: z.enum(['namespace', 'shared', 'unknown']),
  networkReason: Reason,
  /** Folders on disk of scans that have ended. */
  leftovers: z.int().min(0).max(1_000_000),
  /** When the browser's program was last written, an ISO time; null where it cannot be told. */
  browserBuilt: z.iso.datetime().nullable(),
  /** When the image that the scanner runs in was built; null where it runs in none. */
  imageBuilt: z.iso.datetime().nullable().default(null),
});
export type ScannerPosture = z.infer<typeof ScannerPosture>;
