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
}
