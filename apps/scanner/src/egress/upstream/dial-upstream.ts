/**
 * A connection through an upstream proxy. Policy judges what it can: the target where it is an
 * address or a name that leads nowhere but inside, and the proxy itself where a user named it.
 * Where another name leads is for the proxy to find out.
 */
import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  type AddressPolicy,
  dialChecked,
  isBlockedPort,
  judgeHost,
  type Resolver,
} from '@webhood/network-policy';
import type { Target } from '../target.ts';
import { connectThroughHttp } from './http-handshake.ts';
import { basicAuthorization, type Purpose, speaksHttp, type Upstream } from './routes.ts';
import { connectThroughSocks } from './socks-handshake.ts';
import { type EgressError, HandshakeError } from './upstream-error.ts';

export type EgressOutcome =
  | { kind: 'connected'; socket: Socket; address: string; addresses: readonly string[] }
  | { kind: 'refused'; rule: string; address: string; addresses: readonly string[] }
  | { kind: 'failed'; error: EgressError; addresses: readonly string[] };

export interface UpstreamRequest {
  upstream: Upstream;
  target: Target;
  purpose: Purpose;
  policyFor: (port: number) => AddressPolicy;
  resolver: Resolver;
  timeoutMs: number;
  signal: AbortSignal;
}

const ANYWHERE: AddressPolicy = {
  judge: () => ({ allowed: true }),
  allowsLoopback: true,
  allowsNonPublic: true,
};

export async function dialUpstream(request: UpstreamRequest): Promise<EgressOutcome> {
  const { target, policyFor } = request;
  const verdict = judgeHost(target.host, policyFor(target.port));
  const address = verdict.address ?? '';
  const addresses = verdict.address === undefined ? [] : [verdict.address];
  if (!verdict.allowed) return { kind: 'refused', rule: verdict.rule, address, addresses };
  if (isOwnListener(request)) return { kind: 'refused', rule: 'own_listener', address, addresses };

  const deadlineMs = Date.now() + request.timeoutMs;
  const dialled = await dialProxy(request);
  // Its address is no answer for the target, and a user's is nobody else's business.
  if (dialled.kind === 'failed') return { ...dialled, addresses };
  if (dialled.kind === 'refused') return { ...dialled, address: '', addresses };
  const { socket } = dialled;
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort('proxy_timeout'), deadlineMs - Date.now());
  const stop = AbortSignal.any([ending.signal, request.signal]);
  const onStop = () => socket.destroy();
  stop.addEventListener('abort', onStop);
  if (stop.aborted) onStop();
  try {
    const ready = await shakeHands(socket, request);
    if (!stop.aborted) return { kind: 'connected', socket: ready, address, addresses };
    throw new HandshakeError('aborted');
  } catch (error) {
    socket.destroy();
    const code = error instanceof HandshakeError ? error.code : undefined;
    // Anything but a handshake's own end is a defect, for the gate to report.
    if (code === undefined) throw error;
    return { kind: 'failed', error: stopCode(ending, request) ?? code, addresses };
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
  }
}

/** By any name: on this host, or through a proxy on it, the guard could be asked by the page. */
function isOwnListener({ target, policyFor }: UpstreamRequest): boolean {
  const verdict = policyFor(target.port).judge('127.0.0.1');
  return !verdict.allowed && verdict.rule === 'own_listener';
}

function stopCode(ending: AbortController, { signal }: UpstreamRequest): EgressError | undefined {
  if (signal.aborted) return 'aborted';
  return ending.signal.aborted ? 'proxy_timeout' : undefined;
}

type Dialled =
  | { kind: 'connected'; socket: Socket }
  | { kind: 'refused'; rule: string }
  | { kind: 'failed'; error: EgressError };

async function dialProxy(request: UpstreamRequest): Promise<Dialled> {
  const { upstream, policyFor, resolver, timeoutMs, signal } = request;
  const { host, port } = upstream.proxy;
  if (!upstream.isTrusted && isBlockedPort(port)) {
    return { kind: 'refused', rule: 'proxy_not_allowed' };
  }
  const policy = upstream.isTrusted ? ANYWHERE : policyFor(port);
  const outcome = await dialChecked({ host, port, policy, resolver, timeoutMs, signal });
  if (outcome.kind === 'connected') return outcome;
  if (outcome.kind === 'refused') return { kind: 'refused', rule: 'proxy_not_allowed' };
  if (outcome.error === 'aborted') return { kind: 'failed', error: 'aborted' };
  const late = outcome.error === 'connect_timeout' || outcome.error === 'resolution_timeout';
  return { kind: 'failed', error: late ? 'proxy_timeout' : 'proxy_unreachable' };
}

async function shakeHands(socket: Socket, request: UpstreamRequest): Promise<Socket> {
  const { upstream, target, purpose } = request;
  const { kind, credentials } = upstream.proxy;
  const ready = kind === 'https' ? await secured(socket, upstream.proxy.host) : socket;
  if (!speaksHttp(upstream)) await connectThroughSocks(ready, target, credentials);
  else if (purpose === 'tunnel') {
    await connectThroughHttp(ready, target, basicAuthorization(upstream));
  }
  return ready;
}

/** Trusts what Node trusts: its own list of authorities and `NODE_EXTRA_CA_CERTS`. */
async function secured(socket: Socket, host: string): Promise<Socket> {
  const bare = host.replace(/^\[|\]$/g, '');
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const onFailure = () => reject(new HandshakeError('proxy_tls_failed'));
  const secure = connectTls({
    socket,
    // What the certificate must name. A name is also told to the server (SNI); an address is not.
    host: bare,
    ...(isIP(bare) === 0 ? { servername: bare } : {}),
    ALPNProtocols: ['http/1.1'],
  });
  secure.once('secureConnect', () => resolve(secure));
  secure.once('close', onFailure);
  // Whoever takes the socket listens for its errors; until then one must not end the process.
  secure.on('error', onFailure);
  try {
    return await promise;
  } finally {
    secure.off('close', onFailure);
  }
}
