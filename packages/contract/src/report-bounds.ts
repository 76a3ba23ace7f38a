/** Bounds and numbers that all parts of the report share. */
import { z } from 'zod';

/** Items of each list; above what a scanner records, so that only a broken one reaches them. */
export const REPORT_LISTS = {
  exchanges: 6_000,
  redirects: 200,
  /** Fields of one message. */
  headers: 400,
  /** Names in one certificate. */
  alternativeNames: 400,
  links: 4_000,
  frames: 400,
  metaTags: 400,
  forms: 400,
  formFields: 400,
  scripts: 4_000,
  globals: 1_000,
  securityHeaders: 50,
  cookies: 2_000,
  console: 5_000,
  dialogs: 100,
  popups: 500,
  certificates: 500,
  downloads: 2_000,
  connections: 4_000,
  ipAddresses: 4_000,
  /** Of one exchange, in each direction. */
  exchangeCookies: 400,
  cookieReasons: 40,
  frameMessages: 1_000,
  storageItems: 2_000,
  databases: 200,
  objectStores: 200,
  permissions: 200,
  clipboard: 100,
  notifications: 200,
  certificateChain: 20,
  /** Of each list of the summary. */
  summary: 6_000,
  /** Of one name. */
  addresses: 128,
  missing: 1_000,
} as const;

/** A century: no clock is off by more, and sums of such numbers stay exact. */
const MOST_MS = 3_200_000_000_000;
/** Negative where a clock was set back meanwhile. */
export const Milliseconds = z.number().min(-MOST_MS).max(MOST_MS);
