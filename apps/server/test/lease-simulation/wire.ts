/**
 * Calls over real connections, which can be cut: the caller then does not know whether the server
 * has acted.
 */
import { Agent, request } from 'node:http';

export interface WireCall {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
}

export interface Answer {
  status: number;
  body: Buffer;
}

/** Undefined: no answer came, and the call may have been carried out or not. */
export type Outcome = Answer | undefined;

export interface Wire {
  send(port: number, call: WireCall): Promise<Outcome>;
  /** Announces the whole body, sends half of it, and breaks the connection off. */
  breakOff(port: number, call: WireCall): Promise<void>;
  /** Sends the whole and breaks the connection off without waiting for an answer. */
  abandon(port: number, call: WireCall): Promise<void>;
  close(): void;
}

/** A server that closes may leave a connection that never answers. */
const ANSWER_MS = 20_000;

/** Calls come from `localAddress`, as requests are limited by address. */
export function createWire(localAddress: string): Wire {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });

  function open(port: number, call: WireCall, own?: boolean) {
    return request({
      host: '127.0.0.1',
      port,
      localAddress,
      agent: own ? false : agent,
      method: call.method,
      path: call.path,
      timeout: ANSWER_MS,
      headers: { ...call.headers, ...(call.body ? { 'content-length': call.body.length } : {}) },
    });
  }

  function cutAfter(port: number, call: WireCall, bytes: Buffer | undefined): Promise<void> {
    return new Promise((resolve) => {
      const sent = open(port, call, true);
      sent.on('error', () => undefined);
      sent.on('close', resolve);
      const cut = () => sent.destroy();
      if (bytes) sent.write(bytes, cut);
      else sent.end(call.body, cut);
    });
  }

  return {
    send: (port, call) =>
      new Promise((resolve) => {
        const sent = open(port, call);
        sent.on('error', () => resolve(undefined));
        sent.on('timeout', () => sent.destroy());
        sent.on('response', (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', () => resolve(undefined));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }),
          );
        });
        sent.end(call.body);
      }),
    breakOff: (port, call) =>
      cutAfter(port, call, call.body?.subarray(0, Math.ceil(call.body.length / 2))),
    abandon: (port, call) => cutAfter(port, call, undefined),
    close: () => agent.destroy(),
  };
}

export const jsonOf = (answer: Answer): unknown => JSON.parse(answer.body.toString());
