/** The server's side of the lease protocol, in memory, for tests: real HTTP, real hashes. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  CompleteRequest,
  FailRequest,
  HeartbeatRequest,
  LeaseRequest,
  PROBLEM_STATUS,
  type ProblemCode,
  ScanOptions,
} from '@webhood/contract';

export interface ServedScan {
  id: string;
  url: string;
  attempt: number;
  jobToken: string;
  leased: PromiseWithResolvers<void>;
  phases: string[];
  blobs: Map<string, Buffer>;
  cancelled: boolean;
  lost: boolean;
  /** What the scanner delivered, with a promise for waiting. */
  ended: PromiseWithResolvers<
    { kind: 'complete'; body: CompleteRequest } | { kind: 'fail'; body: FailRequest }
  >;
  commits: number;
}

export interface LeaseServer {
  url: string;
  token: string;
  leaseRequests: LeaseRequest[];
  add(url: string): ServedScan;
  /** The next calls of this kind are cut off before an answer. */
  cutOff(part: 'lease' | 'blobs' | 'complete', times: number): void;
  close(): Promise<void>;
}

interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  body: Buffer;
}

const HEARTBEAT_MS = 100;
const LEASE_SECONDS = 30;

export async function startLeaseServer(port = 0): Promise<LeaseServer> {
  const token = 'scanner-token-for-tests';
  const queue: ServedScan[] = [];
  const scans = new Map<string, ServedScan>();
  const waiting = new Set<() => void>();
  const cuts = new Map<string, number>();
  const leaseRequests: LeaseRequest[] = [];

  const lease = async ({ request, response, body }: Call): Promise<void> => {
    if (request.headers.authorization !== `Bearer ${token}`) {
      refuse(response, 'unauthenticated');
      return;
    }
    const asked = LeaseRequest.parse(JSON.parse(body.toString()));
    leaseRequests.push(asked);
    if (queue.length === 0) await wait(waiting, asked.waitMs, request);
    const scan = response.destroyed ? undefined : queue.shift();
    if (!scan) {
      answer(response, 204);
      return;
    }
    scan.attempt += 1;
    scan.jobToken = randomUUID();
    scan.leased.resolve();
    answer(response, 200, {
      scan: { id: scan.id, slug: 'x', url: scan.url, options: ScanOptions.parse({ rate: 'fast' }) },
      attempt: scan.attempt,
      jobToken: scan.jobToken,
      leaseSeconds: LEASE_SECONDS,
      heartbeatMs: HEARTBEAT_MS,
      scanner: { id: 's1', name: 'test scanner' },
    });
  };

  const job = (scan: ServedScan, part: string, sha256: string, call: Call): void => {
    const { request, response, body } = call;
    if (request.headers.authorization !== `Bearer ${scan.jobToken}`) {
      refuse(response, 'unauthenticated');
      return;
    }
    if (scan.lost) {
      refuse(response, 'lease_lost');
      return;
    }
    if (part === 'heartbeat') {
      scan.phases.push(HeartbeatRequest.parse(JSON.parse(body.toString())).phase);
      answer(response, 200, { leaseSeconds: LEASE_SECONDS, cancelled: scan.cancelled });
      return;
    }
    if (part === 'blobs' && request.method === 'HEAD') {
      answer(response, scan.blobs.has(sha256) ? 200 : 404);
      return;
    }
    if (part === 'blobs') {
      if (createHash('sha256').update(body).digest('hex') !== sha256) {
        refuse(response, 'hash_mismatch');
        return;
      }
      scan.blobs.set(sha256, body);
      answer(response, 201);
      return;
    }
    scan.commits += 1;
    if (part === 'complete') {
      const report = CompleteRequest.parse(JSON.parse(body.toString()));
      if (report.artifacts.some(({ sha256: named }) => !scan.blobs.has(named))) {
        refuse(response, 'artifact_missing');
        return;
      }
      scan.ended.resolve({ kind: 'complete', body: report });
    } else {
      scan.ended.resolve({ kind: 'fail', body: FailRequest.parse(JSON.parse(body.toString())) });
    }
    answer(response, 200, { state: 'done', attempt: scan.attempt });
  };

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const call = { request, response, body: Buffer.concat(chunks) };
    const [, , , , area, id, , part, sha256] = (request.url ?? '').split('/');
    const name = area === 'lease' ? 'lease' : (part ?? '');
    const scan = scans.get(id ?? '');
    const isRead = request.method === 'HEAD';
    const left = isRead ? 0 : (cuts.get(name) ?? 0);
    if (left > 0) {
      cuts.set(name, left - 1);
      // A commit whose answer is lost has still taken place.
      if (name === 'complete' && scan) scan.commits += 1;
      request.socket.destroy();
    } else if (area === 'lease') await lease(call);
    else if (scan && part) job(scan, part, sha256 ?? '', call);
    else refuse(response, 'not_found');
  });
  const listening = Promise.withResolvers<void>();
  server.listen(port, '127.0.0.1', () => listening.resolve());
  await listening.promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');

  return {
    url: `http://127.0.0.1:${address.port}`,
    token,
    leaseRequests,
    add(url) {
      const scan: ServedScan = {
        id: randomUUID(),
        url,
        attempt: 0,
        jobToken: '',
        leased: Promise.withResolvers(),
        phases: [],
        blobs: new Map(),
        cancelled: false,
        lost: false,
        ended: Promise.withResolvers(),
        commits: 0,
      };
      scans.set(scan.id, scan);
      queue.push(scan);
      for (const wake of [...waiting].slice(0, 1)) wake();
      return scan;
    },
    cutOff: (part, times) => cuts.set(part, times),
    async close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

async function wait(
  waiting: Set<() => void>,
  waitMs: number,
  request: IncomingMessage,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, waitMs);
  waiting.add(resolve);
  request.socket.once('close', resolve);
  await promise;
  clearTimeout(timer);
  waiting.delete(resolve);
}

function answer(response: ServerResponse, status: number, body?: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function refuse(response: ServerResponse, code: ProblemCode): void {
  const status = PROBLEM_STATUS[code];
  answer(response, status, { type: 'about:blank', title: code, status, code, detail: code });
}
