import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { StartFailure } from '../process/start-failure.ts';
import { createSelfSigned, type KeyPair } from './self-signed.ts';

export interface CertificateFiles {
  certFile: string;
  keyFile: string;
}

/** The certificate that users are given: the one that was named, or the data folder's own. */
export function servedCertificate(config: {
  tls: CertificateFiles | undefined;
  dataDir: string;
}): string {
  return config.tls?.certFile ?? join(config.dataDir, 'tls', 'cert.pem');
}

/** Renewed this long before its end, so that a server restarted monthly never serves a dead one. */
const RENEW_BEFORE_MS = 40 * 86_400_000;

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** `URL.hostname` writes IPv6 in brackets, certificates do not. */
function nameOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** Every name this machine is reached under, as far as it knows. */
export function certificateNames(addresses: URL[], machine: string = hostname()): string[] {
  const told = addresses.map(nameOf);
  const names = ['localhost', machine.toLowerCase(), '127.0.0.1', '::1', ...told];
  return [...new Set(names)].filter((name) => isIP(name) || /^[a-z0-9.-]{1,253}$/.test(name));
}

function covers(certificate: X509Certificate, name: string): boolean {
  return (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
}

/** Whether the pair belongs together. @throws when either is not PEM of its kind */
export function parsePair({ cert, key }: KeyPair): X509Certificate {
  const certificate = new X509Certificate(cert);
  if (!certificate.checkPrivateKey(createPrivateKey(key))) {
    throw new Error('the private key does not belong to the certificate');
  }
  return certificate;
}

export async function readPair({ certFile, keyFile }: CertificateFiles): Promise<KeyPair> {
  const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
  return { cert, key };
}

async function isStillGood(files: CertificateFiles, names: string[], now: Date): Promise<boolean> {
  try {
    const certificate = parsePair(await readPair(files));
    const renewAt = certificate.validToDate.getTime() - RENEW_BEFORE_MS;
    return now.getTime() < renewAt && names.every((name) => covers(certificate, name));
  } catch (error) {
    if (isMissing(error)) return false;
    // A pair that cannot be used is replaced: both files are ours.
    if (error instanceof Error && !('syscall' in error)) return false;
    throw error;
  }
}

async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  const file = await open(temporary, 'w', mode);
  try {
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** The data folder's own certificate: made when absent, near its end, or for other names. */
export async function ensureSelfSigned(
  dataDir: string,
  names: string[],
  now: Date,
): Promise<CertificateFiles> {
  const files = {
    certFile: join(dataDir, 'tls', 'cert.pem'),
    keyFile: join(dataDir, 'tls', 'key.pem'),
  };
  if (await isStillGood(files, names, now)) return files;
  const pair = await createSelfSigned(names, now);
  await mkdir(dirname(files.certFile), { recursive: true, mode: 0o755 });
  await writeWhole(files.keyFile, pair.key, 0o600);
  await writeWhole(files.certFile, pair.cert, 0o644);
  return files;
}

/** @throws StartFailure `invalid_configuration` when the given pair cannot be used */
export async function loadGivenPair(files: CertificateFiles): Promise<KeyPair> {
  try {
    const pair = await readPair(files);
    parsePair(pair);
    return pair;
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable';
    throw new StartFailure(
      'invalid_configuration',
      `WEBHOOD_TLS_CERT and WEBHOOD_TLS_KEY cannot be used: ${reason}.`,
      error,
    );
  }
}
