/** What administrators set for a scanner from the console; the server applies it to each lease. */
import { z } from 'zod';
import { ScanOptions } from './options.ts';

/** More slots than any one machine runs scans in at once. */
const MOST_AT_ONCE = 64;

const { userAgent, language, proxy } = ScanOptions.shape;

/**
 * `userAgent`, `language` and `proxy` count for scans that name none. `stealth` and
 * `skipCookiePrompts` count for every scan. Null: nothing is set.
 */
export const ScannerConfiguration = z.object({
  userAgent: userAgent.unwrap().nullable(),
  language: language.unwrap().nullable(),
  stealth: z.boolean(),
  skipCookiePrompts: z.boolean(),
  /** Scans that run on it at once, where the scanner itself offers more slots. */
  atOnce: z.int().min(1).max(MOST_AT_ONCE).nullable(),
  /** Of a scan's own kind: a destination that the scanner's address policy judges. */
  proxy: proxy.unwrap().nullable(),
});
export type ScannerConfiguration = z.infer<typeof ScannerConfiguration>;

/** As it is shown: the proxy's name and password are write-only. */
export const ShownScannerConfiguration = ScannerConfiguration.extend({
  proxy: z.string().nullable(),
});

/** What is not given stays as it is. */
export const ScannerConfigurationChange = z.strictObject(ScannerConfiguration.partial().shape);
export type ScannerConfigurationChange = z.infer<typeof ScannerConfigurationChange>;
