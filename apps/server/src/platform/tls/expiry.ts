/** Watches the end of the certificate that the server gives out. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';

/** Authorities' own tools renew at 30 days: below this nobody has. */
export const EXPIRY_WARNING_DAYS = 21;
/** Warned of twice a day until it is renewed. */
const LOOK_EVERY_MS = 12 * 60 * 60_000;
const DAY_MS = 86_400_000;

interface ExpiryDeps {
  certFile: string;
  log: Pick<Logger, 'warn' | 'error'>;
  /** Makes another one where that is ours to do; what it writes is taken up like any change. */
  renew?: (() => Promise<unknown>) | undefined;
  now?: () => Date;
  lookEveryMs?: number;
}

/** @throws where the file cannot be read or is no certificate */
export async function certificateEnd(certFile: string): Promise<Date> {
  return new X509Certificate(await readFile(certFile)).validToDate;
}

/** Looks now and then again and again. @returns what ends it */
export function watchExpiry(deps: ExpiryDeps): () => void {
  const { certFile, log, renew, now = () => new Date(), lookEveryMs = LOOK_EVERY_MS } = deps;
  const look = async (): Promise<void> => {
    try {
      await renew?.();
      const end = await certificateEnd(certFile);
      const days = Math.floor((end.getTime() - now().getTime()) / DAY_MS);
      if (days < 0) log.error({ validTo: end, days }, 'tls.certificate_expired');
      else if (days <= EXPIRY_WARNING_DAYS) {
        log.warn({ validTo: end, days }, 'tls.certificate_expiring');
      }
    } catch (error) {
      log.error({ err: error }, 'tls.certificate_unreadable');
    }
  };
  void look();
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
