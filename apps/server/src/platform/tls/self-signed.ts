import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';

export interface KeyPair {
  /** PEM. */
  cert: string;
  /** PEM, PKCS #8. */
  key: string;
}

/** The longest life that browsers accept of a certificate (CA/Browser Forum 6.3.2, before 2026). */
export const VALID_DAYS = 397;
const DAY_MS = 86_400_000;
/** Clocks of clients may be a little behind ours. */
const CLOCK_SKEW_MS = 60 * 60_000;

/** A P-256 certificate for these DNS names and addresses, signed by itself. */
export async function createSelfSigned(names: readonly string[], now: Date): Promise<KeyPair> {
  // Loaded only when a certificate is made: most starts need none. The first is what the second
  // needs to load at all.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Webhood',
    notBefore: new Date(now.getTime() - CLOCK_SKEW_MS),
    notAfter: new Date(now.getTime() + VALID_DAYS * DAY_MS - CLOCK_SKEW_MS),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) ? 'ip' : 'dns', value: name })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    cert: certificate.toString('pem'),
    key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
  };
}
