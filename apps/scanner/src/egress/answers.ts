import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GateOutcome } from './gate.ts';

/**
 * What the browser hears when a connection does not come about. The headers tell the recorders
 * why; a site cannot send them, for they are taken out of every plain response, and nothing inside
 * TLS is ours.
 */
export const REFUSED_HEADER = 'x-webhood-refused';
export const FAILED_HEADER = 'x-webhood-failed';
export const OWN_HEADER_PREFIX = 'x-webhood-';

interface Answer {
  status: number;
  phrase: string;
  header: string;
  reason: string;
}

export type Denial =
  | Exclude<GateOutcome, { kind: 'connected' }>
  | { kind: 'failed'; error: string }
  | { kind: 'malformed' };

const LATE = new Set(['connect_timeout', 'resolution_timeout', 'proxy_timeout']);

function answerFor(denial: Denial): Answer {
  if (denial.kind === 'malformed') {
    return {
      status: 400,
      phrase: 'Bad Request',
      header: FAILED_HEADER,
      reason: 'not_a_proxy_request',
    };
  }
  if (denial.kind === 'refused') {
    return { status: 403, phrase: 'Forbidden', header: REFUSED_HEADER, reason: denial.rule };
  }
  const header = FAILED_HEADER;
  const reason = denial.error;
  const late = LATE.has(reason);
  return late
    ? { status: 504, phrase: 'Gateway Timeout', header, reason }
    : { status: 502, phrase: 'Bad Gateway', header, reason };
}

/** Answers on a socket that has left HTTP behind: CONNECT and upgrades. */
export function denyOnSocket(socket: Duplex, denial: Denial): void {
  const { status, phrase, header, reason } = answerFor(denial);
  socket.end(
    `HTTP/1.1 ${status} ${phrase}\r\n${header}: ${reason}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
  );
}

export function denyResponse(response: ServerResponse, denial: Denial): void {
  if (response.headersSent || response.destroyed) {
    // Too late for a status: a cut connection is the only way left to say that this is not all.
    response.destroy();
    return;
  }
  const { status, phrase, header, reason } = answerFor(denial);
  response.writeHead(status, phrase, [
    header,
    reason,
    'Content-Length',
    '0',
    'Cache-Control',
    'no-store',
  ]);
  response.end();
}
