import { z } from 'zod';
import { dictionary, list } from './list.ts';
import { maskProxyUrl, PROXY_URL_LENGTH, parseProxyUrl } from './proxy-url.ts';
import { MASKED, StorableText } from './text.ts';

export const RATES = ['fast', 'balanced', 'slow'] as const;
export const DEVICES = ['desktop', 'mobile'] as const;

/** Bounds of what a submission may ask for; larger values are refused, not clamped. */
export const OPTION_BOUNDS = {
  /** Chromium rasterises larger viewports by the hundreds of megabytes. */
  viewportWidth: { min: 200, max: 3840 },
  viewportHeight: { min: 200, max: 4320 },
  /** Below 5 s slow but honest sites fail; above 5 min a hostile page holds a slot for nothing. */
  timeoutMs: { min: 5_000, max: 300_000 },
  headers: 20,
  cookies: 50,
  headerValueLength: 4_096,
} as const;

/** Headers the browser or the egress guard must own: letting a caller set them breaks the request
 * or lies about where it goes. */
export const RESERVED_HEADERS = [
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'proxy-authorization',
  'proxy-connection',
  'upgrade',
  'te',
  'trailer',
  'keep-alive',
  'cookie',
] as const;

// RFC 9110 5.6.2 token, and field values without control characters.
const HeaderName = z
  .string()
  .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/, 'is not a valid header name')
  .refine((name) => !(RESERVED_HEADERS as readonly string[]).includes(name.toLowerCase()), {
    message: 'is set by the browser and cannot be overridden (for cookies use `cookies`)',
  });
const HeaderValue = StorableText.max(OPTION_BOUNDS.headerValueLength)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
  .regex(/^[^\u0000-\u0008\u000a-\u001f\u007f]*$/, 'must not contain control characters');
const CookieName = z
  .string()
  .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/, 'is not a valid cookie name');
const CookieValue = z
  .string()
  .max(4_096)
  .regex(/^[\u0021-\u007e]*$/, 'must be printable ASCII without spaces')
  .refine((value) => !/[",;\\]/.test(value), { message: 'must not contain " , ; or \\' });

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // A RangeError is how the platform says that it knows no such zone.
    return false;
  }
}

const ProxyText = StorableText.max(PROXY_URL_LENGTH).superRefine((text, context) => {
  const parsed = parseProxyUrl(text);
  if (parsed.kind === 'invalid') context.addIssue({ code: 'custom', message: parsed.fault });
});

/** What a submission may ask of the browser. Unknown keys are refused. */
export const ScanOptions = z.strictObject({
  rate: z.enum(RATES).default('balanced'),
  device: z.enum(DEVICES).default('desktop'),
  viewport: z
    .strictObject({
      width: z.int().min(OPTION_BOUNDS.viewportWidth.min).max(OPTION_BOUNDS.viewportWidth.max),
      height: z.int().min(OPTION_BOUNDS.viewportHeight.min).max(OPTION_BOUNDS.viewportHeight.max),
    })
    .optional(),
  fullPage: z.boolean().default(false),
  javascript: z.boolean().default(true),
  userAgent: HeaderValue.min(1).max(512).optional(),
  /** BCP 47 language tag, for example `fi-FI`. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'must be a language tag such as en-US')
    .optional(),
  /** IANA name, for example `Europe/Helsinki`. */
  timeZone: z
    .string()
    .max(64)
    .refine(isTimeZone, 'must be an IANA time zone such as Europe/Helsinki')
    .optional(),
  /** Be a desktop Chrome to the page, as far as it can tell. */
  stealth: z.boolean().default(false),
  /** Answer cookie prompts with as little consent as they offer. */
  skipCookiePrompts: z.boolean().default(false),
  /** A second picture of the first thing that the page shows. */
  earlyScreenshot: z.boolean().default(false),
  referer: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .optional(),
  headers: dictionary(HeaderName, HeaderValue, OPTION_BOUNDS.headers).optional(),
  cookies: list(
    z.strictObject({ name: CookieName, value: CookieValue }),
    OPTION_BOUNDS.cookies,
  ).optional(),
  /** Upstream proxy of this scan, in place of the scanner's own; see `parseProxyUrl`. */
  proxy: ProxyText.optional(),
  timeoutMs: z
    .int()
    .min(OPTION_BOUNDS.timeoutMs.min)
    .max(OPTION_BOUNDS.timeoutMs.max)
    .default(60_000),
});

export type ScanOptions = z.infer<typeof ScanOptions>;
export type ScanOptionsInput = z.input<typeof ScanOptions>;

/** Options as they are shown: masked, so that a proxy's text need not be one that can be dialled. */
export const ShownScanOptions = ScanOptions.extend({
  proxy: StorableText.max(PROXY_URL_LENGTH + MASKED.length).optional(),
});

/**
 * Options as anyone but the leasing scanner sees them: header and cookie values and a proxy's name
 * and password are write-only.
 */
export function maskOptions(options: ScanOptions): ScanOptions {
  return {
    ...options,
    ...(options.headers
      ? { headers: Object.fromEntries(Object.keys(options.headers).map((name) => [name, MASKED])) }
      : {}),
    ...(options.cookies
      ? { cookies: options.cookies.map(({ name }) => ({ name, value: MASKED })) }
      : {}),
    ...(options.proxy === undefined ? {} : { proxy: maskProxyUrl(options.proxy) }),
  };
}
