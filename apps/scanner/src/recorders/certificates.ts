import { createHash, X509Certificate } from 'node:crypto';
import type { Certificate } from '@webhood/contract';
import type { CdpSession } from '../browser/cdp-connection.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { hostAndPort, toTlsDetails } from './network-evidence.ts';
import { cut, type Recorder } from './recorder.ts';

export interface CertificateRecorder extends Recorder<Certificate[]> {
  /** Resolves when every chain asked for so far has come or is given up. */
  drained(): Promise<void>;
}

/** The certificate of every TLS host that was contacted. A bad one never stops the scan. */
export function createCertificateRecorder(): CertificateRecorder {
  const certificates = new Map<string, Certificate>();
  const running = new Set<Promise<void>>();
  let dropped = 0;
  let lost = 0;

  const readChain = (certificate: Certificate, session: CdpSession, origin: string): void => {
    const job = session
      .within(CAPTURE_LIMITS.certificateCallMs)
      .send('Network.getCertificate', { origin })
      .then(({ tableNames }) => {
        certificate.chain = tableNames.slice(0, CAPTURE_LIMITS.certificateChain).map(toLink);
        if (certificate.chain.length === 0) lost += 1;
      })
      .catch(() => {
        // The target went away, or the certificate is one that cannot be parsed.
        lost += 1;
      })
      .finally(() => running.delete(job));
    running.add(job);
  };

  return {
    attach({ session }) {
      session.on('Network.responseReceived', ({ response }) => {
        const tls = toTlsDetails(response);
        const target = hostAndPort(response.url);
        if (!tls || !target || certificates.has(target.host)) return;
        if (certificates.size >= CAPTURE_LIMITS.targets) {
          dropped += 1;
          return;
        }
        // With certificate errors let through, Chromium still calls the connection insecure.
        const trusted = response.securityState !== 'insecure';
        const certificate: Certificate = { host: target.host, tls, trusted, chain: [] };
        certificates.set(target.host, certificate);
        readChain(certificate, session, new URL(response.url).origin);
      });
      session.post('Security.setIgnoreCertificateErrors', { ignore: true });
    },
    async drained() {
      while (running.size > 0) await Promise.all(running);
    },
    collect() {
      const missing: ReturnType<Recorder<Certificate[]>['collect']>['missing'] = [];
      if (dropped > 0) {
        const detail = 'More TLS hosts were contacted than certificates are kept.';
        missing.push({ code: 'truncated', what: 'certificates', detail, dropped });
      }
      if (lost > 0) {
        const detail = 'The chains of certificates could not be read.';
        missing.push({
          code: 'artifact_failed',
          what: 'certificate_chains',
          detail,
          dropped: lost,
        });
      }
      return { evidence: [...certificates.values()], missing };
    },
  };
}

function toLink(der: string): Certificate['chain'][number] {
  const bytes = Buffer.from(der, 'base64');
  const parsed = new X509Certificate(bytes);
  return {
    subject: oneLine(parsed.subject),
    issuer: oneLine(parsed.issuer),
    serialNumber: cut(parsed.serialNumber, CAPTURE_LIMITS.certificateTextLength),
    validFrom: parsed.validFromDate.toISOString(),
    validTo: parsed.validToDate.toISOString(),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** Node.js writes a name as one part per line. */
function oneLine(name: string | undefined): string {
  return cut((name ?? '').split('\n').join(', '), CAPTURE_LIMITS.certificateTextLength);
}
