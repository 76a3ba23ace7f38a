import type { Cookie } from '@webhood/contract';
import type { CdpSession } from '../browser/cdp-connection.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import type { Masking } from '../capture/masking.ts';
import { cut, type Recorded } from './recorder.ts';

/** Every cookie the context holds at the end, of whatever site. */
export async function recordCookies(
  control: CdpSession,
  browserContextId: string,
  masking: Masking,
): Promise<Recorded<Cookie[]>> {
  const { cookies } = await control.send('Storage.getCookies', { browserContextId });
  const evidence = cookies.slice(0, CAPTURE_LIMITS.cookies).map(
    (cookie): Cookie => ({
      name: cut(cookie.name, CAPTURE_LIMITS.cookieValueLength),
      value: cut(masking.cookieValue(cookie.name, cookie.value), CAPTURE_LIMITS.cookieValueLength),
      domain: cookie.domain,
      path: cookie.path,
      // Chromium writes -1 for a session cookie.
      expiresAt: cookie.expires < 0 ? null : new Date(cookie.expires * 1_000).toISOString(),
      httpOnly: cookie.httpOnly,
      secure: cookie.secure,
      ...(cookie.sameSite ? { sameSite: cookie.sameSite } : {}),
      size: cookie.size,
      ...(cookie.partitionKey
        ? { partitionKey: cut(cookie.partitionKey.topLevelSite, CAPTURE_LIMITS.urlLength) }
        : {}),
    }),
  );
  const dropped = cookies.length - evidence.length;
  const detail = 'The page set more cookies than are kept.';
  return {
    evidence,
    missing: dropped > 0 ? [{ code: 'truncated', what: 'cookies', detail, dropped }] : [],
  };
}
