import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { denyResponse } from './answers.ts';
import type { Gate } from './gate.ts';
import { DeniedError, GateAgent } from './gate-agent.ts';
import { forwardedRequestHeaders, forwardedResponseHeaders, withoutFraming } from './headers.ts';
import { RESPONSE_HEADER_BYTES } from './limits.ts';
import { type ForwardTarget, forwardTarget } from './target.ts';
import type { Traffic } from './traffic.ts';
import { basicAuthorization, speaksHttp, type Upstream } from './upstream/routes.ts';

/** Plain HTTP: each request is read, sent on over a connection of the gate, and answered. */
export interface Forwarder {
  forward(request: IncomingMessage, response: ServerResponse): void;
  /** Closes connections that only wait to be used again. */
  releaseIdle(): void;
  stop(): void;
}

export function createForwarder(gate: Gate, traffic: Traffic, stopping: AbortSignal): Forwarder {
  const connect = (host: string, port: number) => gate.connect({ host, port }, 'request', stopping);
  const pool = new GateAgent(connect, { keepAlive: true });
  const fresh = new GateAgent(connect, { keepAlive: false });
  return {
    forward(request, response) {
      const target = forwardTarget(request.url ?? '');
      if (target === undefined) {
        denyResponse(response, { kind: 'malformed' });
        return;
      }
      // What must not be sent twice never goes to a connection that the server may just have
      // closed.
      const upstream = gate.routeOf(target, 'request');
      const proxied = upstream !== undefined && speaksHttp(upstream) ? upstream : undefined;
      const exchange = { traffic, request, response, target, fresh, proxied };
      send(exchange, isRepeatable(request) ? pool : fresh);
    },
    releaseIdle: () => pool.releaseIdle(),
    stop() {
      pool.destroy();
      fresh.destroy();
    },
  };
}

interface Exchange {
  traffic: Traffic;
  request: IncomingMessage;
  response: ServerResponse;
  target: ForwardTarget;
  fresh: GateAgent;
  /** The upstream proxy that is sent the request itself, in the form meant for proxies. */
  proxied: Upstream | undefined;
}

function send(exchange: Exchange, agent: GateAgent): void {
  const { traffic, request, response, target, proxied } = exchange;
  const upstream = httpRequest({
    host: target.host,
    port: target.port,
    method: request.method ?? 'GET',
    path: proxied ? `http://${target.authority}${target.path}` : target.path,
    headers: requestHeaders(exchange),
    agent,
    maxHeaderSize: RESPONSE_HEADER_BYTES,
    // Hostile servers are sloppy, and browsers forgive them; a wrong reading harms only this scan.
    insecureHTTPParser: true,
  });
  let socket: Socket | undefined;
  const measure = () => {
    if (socket !== undefined) traffic.measure(socket);
  };
  upstream.once('socket', (used) => {
    socket = used;
  });
  upstream.on('information', measure);
  upstream.once('response', (reply) => deliver(exchange, reply, measure));
  let failed = false;
  upstream.on('error', (error) => {
    if (!failed) fail(exchange, upstream, error);
    failed = true;
  });
  // A reply of `101` to a question that was none ends here without an error.
  upstream.once('close', () => {
    if (!failed && !response.headersSent) denyFailed(response, 'connection_failed');
  });
  response.once('close', () => upstream.destroy());
  if (hasBody(request)) {
    request.on('data', measure);
    // Not `pipeline`: it would take the browser's connection down with the server's, and with it
    // the answer that says why.
    request.pipe(upstream);
    upstream.once('close', () => request.resume());
  } else {
    upstream.end();
  }
}

function requestHeaders({ request, target, proxied }: Exchange): string[] {
  const headers = forwardedRequestHeaders(request.rawHeaders, target.authority, 'request');
  const authorization = proxied && basicAuthorization(proxied);
  return authorization ? [...headers, 'Proxy-Authorization', authorization] : headers;
}

const RESET_CONTENT = 205;

function deliver(
  { response, proxied }: Exchange,
  reply: IncomingMessage,
  measure: () => void,
): void {
  const status = reply.statusCode ?? 0;
  // A site that speaks as a proxy would have the browser ask for a proxy's password.
  if (status === 407 || status < 200) {
    reply.destroy();
    denyFailed(response, status === 407 && proxied ? 'proxy_auth_failed' : 'malformed_response');
    return;
  }
  response.sendDate = false;
  response.removeHeader('Connection');
  const headers = forwardedResponseHeaders(reply.rawHeaders);
  if (status === RESET_CONTENT) {
    // RFC 9110 15.3.6: it has no content. Who takes it for ended would read what follows as the
    // answer to the next request on this connection, whichever site that is meant for.
    response.shouldKeepAlive = false;
    response.writeHead(status, sendablePhrase(reply), withoutFraming(headers));
    response.end();
    reply.destroy();
    return;
  }
  response.writeHead(status, sendablePhrase(reply), headers);
  reply.on('data', measure);
  // Not `pipeline`: it makes an error with a stack for every reply that ends well, a fifth of what
  // a request costs here.
  reply.pipe(response);
  reply.on('error', ignoreError);
  response.on('error', ignoreError);
  // A reply that is cut short cuts the browser's connection too.
  reply.once('close', () => {
    if (!reply.complete) response.destroy();
  });
}

function fail(exchange: Exchange, upstream: ClientRequest, error: Error): void {
  const { response } = exchange;
  if (error instanceof DeniedError) {
    denyResponse(response, error.denial);
    return;
  }
  // The server closed a kept connection just as it was used again: nothing was answered, and only
  // what may be asked twice was asked.
  if (upstream.reusedSocket && !response.headersSent && !response.destroyed) {
    send(exchange, exchange.fresh);
    return;
  }
  denyFailed(response, isParseError(error) ? 'malformed_response' : 'connection_failed');
}

/** Node's HTTP parser has codes of its own. */
const isParseError = (error: Error) => 'code' in error && String(error.code).startsWith('HPE_');

function denyFailed(response: ServerResponse, error: string): void {
  denyResponse(response, { kind: 'failed', error });
}

/** An error is always followed by `close`, which is where it is dealt with. */
function ignoreError(): void {}

const sendablePhrase = (reply: IncomingMessage) =>
  (reply.statusMessage ?? '').replace(/[^\t -~\u0080-\u00ff]/g, '');

/** RFC 9110 9.2.1; a body can be read only once. */
function isRepeatable(request: IncomingMessage): boolean {
  return SAFE_METHODS.has(request.method ?? '') && !hasBody(request);
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}
