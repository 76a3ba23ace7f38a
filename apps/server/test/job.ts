/** A scanner's side of the lease protocol, for tests. */
import { createHash } from 'node:crypto';
import {
  type Artifact,
  type CompleteRequest,
  type Lease,
  pathOf,
  type Report,
  ScanOptions,
} from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import type { Caller } from './scan-server.ts';

export const sha256Of = (content: Buffer): string =>
  createHash('sha256').update(content).digest('hex');

export async function submit(
  app: FastifyInstance,
  body: Record<string, unknown> = {},
  caller: Caller = 'ann',
) {
  return app.inject({
    method: 'POST',
    url: pathOf('scans'),
    headers: { 'x-test-caller': caller },
    payload: { url: 'https://example.com/', ...body },
  });
}

export async function as(
  app: FastifyInstance,
  caller: Caller,
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
) {
  return app.inject({ method, url, headers: { 'x-test-caller': caller } });
}

interface LeaseCall {
  waitMs?: number;
  allowNetworks?: string[];
}

export async function askForLease(
  app: FastifyInstance,
  scanner: string,
  { waitMs = 0, allowNetworks = [] }: LeaseCall = {},
) {
  return app.inject({
    method: 'POST',
    url: pathOf('lease'),
    headers: { 'x-test-scanner': scanner },
    payload: { version: '1', browserVersion: '1', waitMs, allowNetworks },
  });
}

/** A lease that must be there. */
export async function lease(
  app: FastifyInstance,
  scanner: string,
  call: LeaseCall = {},
): Promise<Lease> {
  const answer = await askForLease(app, scanner, call);
  if (answer.statusCode !== 200) throw new Error(`no lease: ${answer.statusCode} ${answer.body}`);
  return answer.json<Lease>();
}

export type JobRoute = 'heartbeat' | 'complete' | 'fail';

export async function callJob(
  app: FastifyInstance,
  { scan, attempt, jobToken }: Lease,
  route: JobRoute,
  payload: object,
) {
  return app.inject({
    method: 'POST',
    url: pathOf(route, { scanId: scan.id, attempt }),
    headers: { authorization: `Bearer ${jobToken}` },
    payload,
  });
}

export async function putBlob(
  app: FastifyInstance,
  { scan, attempt, jobToken }: Lease,
  content: Buffer,
  sha256: string = sha256Of(content),
) {
  return app.inject({
    method: 'PUT',
    url: pathOf('blob', { scanId: scan.id, attempt, sha256 }),
    headers: {
      authorization: `Bearer ${jobToken}`,
      'content-type': 'application/octet-stream',
    },
    payload: content,
  });
}

export async function headBlob(
  app: FastifyInstance,
  { scan, attempt, jobToken }: Lease,
  sha256: string,
) {
  return app.inject({
    method: 'HEAD',
    url: pathOf('blob', { scanId: scan.id, attempt, sha256 }),
    headers: { authorization: `Bearer ${jobToken}` },
  });
}

export interface Evidence {
  files: { kind: Artifact['kind']; path: string; mediaType: string; content: Buffer }[];
  request: CompleteRequest;
}

/** A small whole result: a screenshot, the page, and the report. */
export function evidenceFor(
  job: Lease,
  marker = job.scan.id,
  change: (report: Report) => Report = (report) => report,
  screenshot = Buffer.from(`png ${marker}`),
): Evidence {
  const files: Evidence['files'] = [
    {
      kind: 'screenshot',
      path: 'screenshot.png',
      mediaType: 'image/png',
      content: screenshot,
    },
    {
      kind: 'html',
      path: 'page.html',
      mediaType: 'text/html',
      content: Buffer.from(`<script>alert(1)</script>${marker}`),
    },
  ];
  const artifacts = files.map(artifactOf);
  const report = change(reportFor(job, artifacts));
  const reportFile = {
    kind: 'report' as const,
    path: 'scan.json',
    mediaType: 'application/json',
    content: Buffer.from(JSON.stringify(report)),
  };
  return {
    files: [...files, reportFile],
    request: { report, artifacts: [...artifacts, artifactOf(reportFile)] },
  };
}

function artifactOf({ content, ...rest }: Evidence['files'][number]): Artifact {
  return { ...rest, sha256: sha256Of(content), size: content.length };
}

export async function uploadAll(app: FastifyInstance, job: Lease, { files }: Evidence) {
  for (const { content } of files) {
    const answer = await putBlob(app, job, content);
    if (answer.statusCode !== 201) throw new Error(`upload: ${answer.statusCode} ${answer.body}`);
  }
}

/** Runs a lease to its end. */
export async function completeJob(
  app: FastifyInstance,
  job: Lease,
  change?: (report: Report) => Report,
): Promise<Evidence> {
  const evidence = evidenceFor(job, job.scan.id, change);
  await uploadAll(app, job, evidence);
  const answer = await callJob(app, job, 'complete', evidence.request);
  if (answer.statusCode !== 200) throw new Error(`commit: ${answer.statusCode} ${answer.body}`);
  return evidence;
}

function summaryOf(url: string): Report['summary'] {
  const tally = { name: 'example.com', count: 1, size: 0, transferredBytes: 0 };
  return {
    page: {
      url,
      domain: 'example.com',
      apexDomain: 'example.com',
      title: '',
      status: 200,
      mediaType: 'text/html',
      server: '',
      ip: '93.184.216.34',
      redirected: 'same_domain',
    },
    securityHeaders: { present: [], absent: ['content-security-policy'] },
    lists: {
      urls: [url],
      domains: ['example.com'],
      apexDomains: ['example.com'],
      linkDomains: ['example.com'],
      ips: ['93.184.216.34'],
      asns: [],
      countries: [],
      servers: [],
      hashes: [],
      certificateSubjects: [],
    },
    stats: {
      requests: 1,
      failed: 0,
      blocked: 0,
      size: 0,
      transferredBytes: 0,
      secureRequests: 1,
      securePercent: 100,
      ipv6Percent: 0,
      links: 0,
      byType: [{ ...tally, name: 'Document' }],
      byProtocol: [{ ...tally, name: 'h2' }],
      byDomain: [tally],
      byApexDomain: [tally],
      byServer: [],
      byIp: [{ ...tally, name: '93.184.216.34' }],
      byTls: [],
    },
  };
}

function reportFor(job: Lease, artifacts: Artifact[]): Report {
  const at = '2026-01-02T03:04:05.678Z';
  const url = 'https://example.com/final';
  return {
    version: '1.0',
    scan: {
      id: job.scan.id,
      slug: job.scan.slug,
      url: job.scan.url,
      finalUrl: url,
      options: ScanOptions.parse({}),
      attempt: job.attempt,
      startedAt: at,
      finishedAt: at,
      scanner: { name: 'one', version: '1', browser: 'Chromium/1', userAgent: 'test' },
    },
    outcome: { status: 'done', completeness: 'complete' },
    summary: summaryOf(url),
    document: {
      url,
      title: 'Grüße \u0000 \ud800',
      language: 'en',
      mediaType: 'text/html',
      links: [{ url: 'https://example.com/a', text: 'a' }],
      textLength: 0,
      meta: [],
      forms: [],
      scripts: [],
      globals: [],
      frames: [],
    },
    redirects: [
      { kind: 'http', cause: 'http_status', from: 'https://example.com/', to: url, status: 301 },
    ],
    exchanges: [
      {
        id: 0,
        startedMs: 1,
        startedAt: at,
        target: 'page',
        resourceType: 'Document',
        isNavigation: true,
        request: { url, method: 'GET', headers: [{ name: 'User-Agent', value: 'test' }] },
        response: {
          status: 200,
          statusText: 'OK',
          httpVersion: 'h2',
          headers: [
            { name: 'Set-Cookie', value: 'a=1' },
            { name: 'Set-Cookie', value: 'b=2' },
          ],
          mediaType: 'text/html',
          remoteAddress: { ip: '93.184.216.34', port: 443 },
          fromCache: false,
          fromServiceWorker: false,
        },
        timing: { totalMs: 20 },
      },
    ],
    cookies: [],
    console: [],
    dialogs: [],
    popups: [],
    storage: { local: [], session: [], databases: [] },
    permissions: [],
    clipboard: [],
    notifications: [],
    certificates: [],
    downloads: [],
    connections: [],
    addresses: [],
    timings: {
      settledBy: 'quiet',
      domContentLoadedMs: 10,
      loadMs: 20,
      settledMs: 30,
      totalMs: 2_500,
    },
    missing: [],
    artifacts,
  };
}
