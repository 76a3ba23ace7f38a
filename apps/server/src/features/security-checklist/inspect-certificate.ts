/** The certificate that the server gives to its users. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { getCACertificates } from 'node:tls';

export type CertificateFacts =
  | {
      kind: 'read';
      ends: Date;
      /** Hosts that users open and the certificate does not name. */
      notFor: string[];
      trust: 'trusted' | 'self_signed' | 'unknown_ca';
    }
  | { kind: 'unreadable'; reason: string };

/** More links than any public authority uses. */
const MAX_CHAIN = 10;
const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

function roots(): X509Certificate[] {
  return [...getCACertificates('default'), ...getCACertificates('system')].map(
    (pem) => new X509Certificate(pem),
  );
}

function issuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function trustOf(chain: X509Certificate[], anchors: X509Certificate[]) {
  let [link] = chain;
  for (let steps = 0; link && steps < MAX_CHAIN; steps += 1) {
    const here: X509Certificate = link;
    const isAnchored = anchors.some(
      (anchor) => anchor.fingerprint256 === here.fingerprint256 || issuedBy(here, anchor),
    );
    if (isAnchored) return 'trusted';
    // `checkIssued` would ask for the right to sign, which a server's own certificate has not.
    if (here.subject === here.issuer && here.verify(here.publicKey)) return 'self_signed';
    link = chain.find((each) => each !== here && issuedBy(here, each));
  }
  return 'unknown_ca';
}

/** @param pem the server's certificate, then those between it and the authority */
export function judgeCertificate(
  pem: string,
  hosts: string[],
  anchors: X509Certificate[] = roots(),
): CertificateFacts {
  const chain = (pem.match(PEM) ?? []).map((text) => new X509Certificate(text));
  const [own] = chain;
  if (!own) return { kind: 'unreadable', reason: 'it holds no certificate' };
  return {
    kind: 'read',
    ends: own.validToDate,
    notFor: hosts.filter((host) => !(isIP(host) ? own.checkIP(host) : own.checkHost(host))),
    trust: trustOf(chain, anchors),
  };
}

export async function inspectCertificate(file: string, hosts: string[]): Promise<CertificateFacts> {
  try {
    return judgeCertificate(await readFile(file, 'utf8'), hosts);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'not PEM';
    return { kind: 'unreadable', reason: `${file}: ${code}` };
  }
}
