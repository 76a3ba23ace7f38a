import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSelfSigned } from '../../platform/tls/self-signed.ts';
import { judgeCertificate } from './inspect-certificate.ts';

test('trust, names and end are read from the certificate', async () => {
  const { cert } = await createSelfSigned(['webhood.test', '127.0.0.1'], new Date());
  expect(judgeCertificate(cert, ['webhood.test'])).toMatchObject({
    kind: 'read',
    notFor: [],
    trust: 'self_signed',
  });
  expect(judgeCertificate(cert, ['127.0.0.1'])).toMatchObject({ notFor: [] });
  expect(judgeCertificate(cert, ['webhood.test', 'other.test'])).toMatchObject({
    notFor: ['other.test'],
  });
  expect(judgeCertificate(cert, ['webhood.test'], [new X509Certificate(cert)])).toMatchObject({
    trust: 'trusted',
  });
  expect(judgeCertificate('nothing', ['webhood.test']).kind).toBe('unreadable');
});
