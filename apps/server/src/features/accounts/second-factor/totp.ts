/** Time-based one-time codes (RFC 6238) as every authenticator app makes them. */
import { Secret, TOTP } from 'otpauth';

const ISSUER = 'Webhood';
/** What apps assume: SHA-1, six digits, 30 s. */
const SHAPE = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** RFC 4226, 4: 160 bits recommended. */
const SECRET_BYTES = 20;
/** One code before and after, for clocks that differ and for slow hands. */
const WINDOW = 1;

export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** `otpauth://totp/…`, what the QR code says. */
export function totpUri(secret: string, account: string): string {
  return new TOTP({
    issuer: ISSUER,
    label: account,
    secret: Secret.fromBase32(secret),
    ...SHAPE,
  }).toString();
}

/** The time step a code belongs to, if it is right at `nowMs`. */
export function totpStep(secret: string, code: string, nowMs: number): number | undefined {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), ...SHAPE });
  const delta = totp.validate({ token: code, timestamp: nowMs, window: WINDOW });
  return delta === null ? undefined : Math.floor(nowMs / 1_000 / SHAPE.period) + delta;
}
