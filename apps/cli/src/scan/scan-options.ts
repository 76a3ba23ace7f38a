import { ScanOptions } from '@webhood/contract';
import { usageError } from '../exit-codes.ts';
import type { ScanFlags } from './scan-flags.ts';

/** The flag that a field of the options comes from, to name it in a message. */
const FLAG_OF: Record<string, string> = {
  viewport: '--viewport',
  userAgent: '--user-agent',
  language: '--lang',
  timeZone: '--time-zone',
  referer: '--referer',
  headers: '--header',
  cookies: '--cookie',
  proxy: '--proxy',
  timeoutMs: '--timeout',
};

/** @throws a usage error that names every flag at fault */
export function optionsFromFlags(flags: ScanFlags): ScanOptions {
  const result = ScanOptions.safeParse({
    rate: flags.rate,
    device: flags.device,
    viewport: flags.viewport,
    fullPage: flags.fullPage,
    javascript: flags.js,
    userAgent: flags.userAgent,
    language: flags.lang,
    timeZone: flags.timeZone,
    stealth: flags.stealth,
    skipCookiePrompts: flags.skipCookiePrompts,
    earlyScreenshot: flags.earlyScreenshot,
    referer: flags.referer,
    headers: flags.header && Object.fromEntries(flags.header),
    cookies: flags.cookie,
    proxy: flags.proxy,
    timeoutMs: flags.timeout === undefined ? undefined : Math.round(flags.timeout * 1_000),
  });
  if (result.success) return withoutUndefined(result.data);
  throw usageError(
    result.error.issues
      .map(({ path, message }) => {
        const field = String(path[0]);
        return `${FLAG_OF[field] ?? field}: ${field === 'timeoutMs' ? inSeconds(message) : message}`;
      })
      .join('\n'),
  );
}

function withoutUndefined(options: ScanOptions): ScanOptions {
  return ScanOptions.parse(
    Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  );
}

/** The contract counts in milliseconds, the flag in seconds. */
function inSeconds(message: string): string {
  return message.replace(/\d+/g, (digits) => `${Number(digits) / 1_000} s`);
}
