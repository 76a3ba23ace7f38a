/** What administrators have set for a scanner, between its row, the API and the scans it is given. */
import {
  maskProxyUrl,
  type Scanner,
  type ScannerConfigurationChange,
  type ScanOptions,
} from '@webhood/contract';
import type { SealedValues } from '../../platform/crypto/sealed-values.ts';

/** The columns of a scanner's row. */
export interface ConfigurationRecord {
  user_agent: string | null;
  language: string | null;
  stealth: boolean;
  skip_cookie_prompts: boolean;
  at_once: number | null;
  shown_proxy: string | null;
  sealed_proxy: string | null;
}

export const CONFIGURATION_COLUMNS = [
  'user_agent',
  'language',
  'stealth',
  'skip_cookie_prompts',
  'at_once',
  'shown_proxy',
  'sealed_proxy',
] as const satisfies (keyof ConfigurationRecord)[];

export function presentConfiguration(record: ConfigurationRecord): Scanner['configuration'] {
  return {
    userAgent: record.user_agent,
    language: record.language,
    stealth: record.stealth,
    skipCookiePrompts: record.skip_cookie_prompts,
    atOnce: record.at_once,
    proxy: record.shown_proxy,
  };
}

/** The columns that change; what was not given is not among them. */
export function recordOf(
  scannerId: string,
  change: ScannerConfigurationChange,
  values: SealedValues,
): Partial<ConfigurationRecord> {
  const { userAgent, language, stealth, skipCookiePrompts, atOnce, proxy } = change;
  return {
    ...(userAgent === undefined ? {} : { user_agent: userAgent }),
    ...(language === undefined ? {} : { language }),
    ...(stealth === undefined ? {} : { stealth }),
    ...(skipCookiePrompts === undefined ? {} : { skip_cookie_prompts: skipCookiePrompts }),
    ...(atOnce === undefined ? {} : { at_once: atOnce }),
    ...(proxy === undefined ? {} : proxyRecord(scannerId, proxy, values)),
  };
}

function proxyRecord(scannerId: string, proxy: string | null, values: SealedValues) {
  if (proxy === null) return { shown_proxy: null, sealed_proxy: null };
  return {
    shown_proxy: maskProxyUrl(proxy),
    sealed_proxy: values.seal('scanner-proxy', proxy, scannerId),
  };
}

/**
 * A scan's options on this scanner: what a scan names itself goes first. Undefined when the proxy
 * was sealed under an earlier secret of the server: without it the scan must not go anywhere.
 */
export function optionsOn(
  scannerId: string,
  record: ConfigurationRecord,
  options: ScanOptions,
  values: SealedValues,
): ScanOptions | undefined {
  const userAgent = options.userAgent ?? record.user_agent;
  const language = options.language ?? record.language;
  const needsProxy = options.proxy === undefined && record.sealed_proxy !== null;
  const proxy = needsProxy
    ? values.open('scanner-proxy', record.sealed_proxy ?? '', scannerId)
    : options.proxy;
  if (needsProxy && proxy === undefined) return undefined;
  return {
    ...options,
    stealth: options.stealth || record.stealth,
    skipCookiePrompts: options.skipCookiePrompts || record.skip_cookie_prompts,
    ...(userAgent === null ? {} : { userAgent }),
    ...(language === null ? {} : { language }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}
