import { type Exchange, type Lease, type Report, ScanData, ScanOptions } from '@webhood/contract';
import { expect, test } from 'vitest';
import { evidenceFor } from '../../../test/job.ts';
import { scanDataOf } from './scan-data.ts';

const BOUND = 128 * 1024;
const submission = {
  createdAt: new Date(0),
  submittedBy: { kind: 'user' as const, name: 'ann' },
  scannerId: 'one',
};
const job: Lease = {
  scan: { id: 'a', slug: 'a-1', url: 'https://example.com/', options: ScanOptions.parse({}) },
  attempt: 1,
  jobToken: '',
  leaseSeconds: 30,
  heartbeatMs: 10_000,
  scanner: { id: 'one', name: 'one' },
};
const { report } = evidenceFor(job).request;

function withExchange(change: (exchange: Exchange) => Exchange, rest: Partial<Report> = {}) {
  return { ...report, exchanges: report.exchanges.map(change), ...rest };
}

const long = 'x'.repeat(4_096);
const headers = Array.from({ length: 400 }, (_, i) => ({ name: `x-${i}`, value: long }));
const tls = {
  protocol: 'TLS 1.3',
  cipher: 'AES',
  subject: 'example.com',
  subjectAlternativeNames: Array.from({ length: 400 }, (_, i) => `${i}.example.com`),
  issuer: 'CA',
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2027-01-01T00:00:00.000Z',
};

test('a summary stays within its bound, whatever the report is full of', () => {
  const full = withExchange(
    (exchange) => ({
      ...exchange,
      request: { ...exchange.request, headers, postData: long },
      ...(exchange.response ? { response: { ...exchange.response, headers, tls } } : {}),
    }),
    {
      redirects: Array.from({ length: 200 }, () => ({
        kind: 'http',
        cause: 'http_status',
        from: long,
        to: long,
      })),
      document: {
        ...report.document,
        links: Array.from({ length: 4_000 }, () => ({ url: long, text: '' })),
      },
    },
  );
  const data = scanDataOf(full, submission);
  expect(data).toBeDefined();
  expect(Buffer.byteLength(JSON.stringify(data))).toBeLessThanOrEqual(BOUND);
  expect(data?.request?.redirectChain).toHaveLength(50);
  expect(data?.response?.securityDetails?.subjectAlternativeNames).toHaveLength(50);
  expect(data?.response?.status).toBe(200);
});

test('there is no summary rather than one that cannot be served', () => {
  const infinite = withExchange((exchange) => ({
    ...exchange,
    startedMs: 1.7e308,
    timing: { totalMs: 1.7e308 },
  }));
  expect(scanDataOf(infinite, submission)).toBeUndefined();
  expect(ScanData.safeParse(scanDataOf(report, submission)).success).toBe(true);
});
