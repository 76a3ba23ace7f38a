import { EXPIRY_WARNING_DAYS } from '../../../platform/tls/expiry.ts';
import { type Check, type Finding, fail, type Inspection, pass, unknown } from '../check.ts';
import type { CertificateFacts } from '../inspect-certificate.ts';

const DAY_MS = 86_400_000;

type Read = Extract<CertificateFacts, { kind: 'read' }>;

function ofCertificate(judge: (certificate: Read, inspection: Inspection) => Finding) {
  return (inspection: Inspection): Finding => {
    const { certificate, settings } = inspection;
    if (settings.behindProxy.length > 0) {
      return unknown('users see the certificate of your proxy: look there');
    }
    return certificate.kind === 'read'
      ? judge(certificate, inspection)
      : unknown(`it is made at the first start, or cannot be read (${certificate.reason})`);
  };
}

export const certificateTrusted: Check = {
  id: 'certificate_trusted',
  area: 'access',
  level: 'recommended',
  title: 'The certificate is signed by an authority that browsers trust',
  judge: ofCertificate(({ trust }) =>
    trust === 'trusted'
      ? pass('this machine trusts its authority')
      : fail(
          trust === 'self_signed'
            ? 'it is signed by itself'
            : 'its authority is not among those this machine trusts',
          'Get one for the host of EXTERNAL_URL from your authority and set WEBHOOD_TLS_CERT (with the certificates between) and WEBHOOD_TLS_KEY.',
        ),
  ),
};

export const certificateNames: Check = {
  id: 'certificate_names',
  area: 'access',
  level: 'recommended',
  title: 'The certificate is for the address that users open',
  judge: ofCertificate(({ notFor }, { settings: { externalUrl } }) =>
    notFor.length === 0
      ? pass(externalUrl.hostname)
      : fail(
          `it is not for ${notFor.join(', ')}`,
          'Set EXTERNAL_URL (and WEBHOOD_ARTIFACT_ORIGIN, where it is set) to a name in the certificate, or get one for the names that are set.',
        ),
  ),
};

export const certificateExpiry: Check = {
  id: 'certificate_expiry',
  area: 'access',
  level: 'recommended',
  title: `The certificate is good for more than ${EXPIRY_WARNING_DAYS} days`,
  judge: ofCertificate(({ ends }, { now }) => {
    const days = Math.floor((ends.getTime() - now.getTime()) / DAY_MS);
    const until = ends.toISOString().slice(0, 10);
    if (days > EXPIRY_WARNING_DAYS) return pass(`until ${until}`);
    return fail(
      days < 0 ? `it ended on ${until}` : `it ends on ${until}`,
      'Renew it and write the files in place: the server takes them up within seconds, without a restart.',
    );
  }),
};
