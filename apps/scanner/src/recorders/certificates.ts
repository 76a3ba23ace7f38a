import type { Certificate } from '@webhood/contract';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { hostAndPort, toTlsDetails } from './network-evidence.ts';
import type { Recorder } from './recorder.ts';

/** The certificate of every TLS host that was contacted. A bad one never stops the scan. */
export function createCertificateRecorder(): Recorder<Certificate[]> {
  const certificates = new Map<string, Certificate>();
  let dropped = 0;

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
        certificates.set(target.host, { host: target.host, tls, trusted, chain: [] });
      });
      session.post('Security.setIgnoreCertificateErrors', { ignore: true });
    },
    collect() {
      const detail = 'More TLS hosts were contacted than certificates are kept.';
      return {
        evidence: [...certificates.values()],
        missing: dropped > 0 ? [{ code: 'truncated', what: 'certificates', detail, dropped }] : [],
      };
    },
  };
}
