/** The options of `webhood scan` as the command line parser leaves them. */
export interface ScanFlags {
  server?: string;
  token?: string;
  out?: string;
  file?: string;
  json?: boolean;
  rate?: string;
  device?: string;
  viewport?: { width: number; height: number };
  fullPage?: boolean;
  userAgent?: string;
  lang?: string;
  timeZone?: string;
  stealth?: boolean;
  skipCookiePrompts?: boolean;
  earlyScreenshot?: boolean;
  referer?: string;
  header?: [name: string, value: string][];
  cookie?: { name: string; value: string }[];
  proxy?: string;
  /** Commander's form of `--no-js`. */
  js: boolean;
  timeout?: number;
  allowNetwork?: string[];
  tag?: string[];
  priority?: string;
  scanner?: string;
  label?: string[];
  /** RFC 3339, in UTC. */
  at?: string;
  /** Minutes. */
  reuse?: number;
  restricted?: boolean;
  idempotencyKey?: string;
  /** Commander's form of `--no-wait`. */
  wait?: boolean;
}
