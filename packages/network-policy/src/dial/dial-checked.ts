import { connect, type Socket } from 'node:net';
import { formatAddress, parseAddress } from '../address/address.ts';
import { embeddedAddresses } from '../address/embedded.ts';
import type { AddressPolicy } from '../address/policy.ts';
import type { ResolutionError, Resolver } from './resolver.ts';

export interface DialRequest {
  /** A name or an address, as the URL parser writes it; brackets and final dot are understood. */
  host: string;
  port: number;
  policy: AddressPolicy;
  resolver: Resolver;
  /** For resolving and connecting together. */
  timeoutMs: number;
  signal?: AbortSignal;
}

export type DialError =
  | ResolutionError
  | 'connect_timeout'
  | 'connection_refused'
  | 'unreachable'
  | 'connection_failed'
  | 'aborted';

export type DialOutcome =
  | { kind: 'connected'; socket: Socket; address: string; addresses: readonly string[] }
  | { kind: 'refused'; rule: string; address: string; addresses: readonly string[] }
  | { kind: 'failed'; error: DialError; addresses: readonly string[] };

/** So that one dead address of several leaves time for the next. */
const ADDRESS_TIMEOUT_MS = 5_000;
/** A name may have hundreds of addresses; if this many do not answer, none will. */
const DIALLED_ADDRESSES = 6;

const LOCALHOST = ['127.0.0.1', '::1'];

/**
 * Connects to an address that policy has seen. The name is resolved once; one refused answer
 * refuses them all, because who mixes public and internal addresses is rebinding; the socket is
 * opened to the checked address, not to the name, and its other end is checked again.
 */
export async function dialChecked(request: DialRequest): Promise<DialOutcome> {
  const { policy, signal } = request;
  const deadline = Date.now() + request.timeoutMs;
  const found = await addressesOf(request);
  if ('error' in found) return { kind: 'failed', error: found.error, addresses: [] };
  const { addresses } = found;
  for (const address of addresses) {
    const verdict = policy.judge(address);
    if (!verdict.allowed) return { kind: 'refused', rule: verdict.rule, address, addresses };
  }
  let error: DialError = 'connection_failed';
  for (const address of addresses.slice(0, DIALLED_ADDRESSES)) {
    if (signal?.aborted) return { kind: 'failed', error: 'aborted', addresses };
    const timeoutMs = Math.min(deadline - Date.now(), ADDRESS_TIMEOUT_MS);
    if (timeoutMs <= 0) return { kind: 'failed', error: 'connect_timeout', addresses };
    const dialled = await dialAddress(address, request.port, timeoutMs, signal);
    if (typeof dialled === 'string') {
      error = dialled;
      continue;
    }
    const remote = dialled.remoteAddress;
    // Gone again before anybody could look: nothing was sent, so the next address may be tried.
    if (remote === undefined) continue;
    const rule = remoteFault(remote, address, policy);
    if (rule === undefined) return { kind: 'connected', socket: dialled, address, addresses };
    dialled.destroy();
    return { kind: 'refused', rule, address, addresses };
  }
  return { kind: 'failed', error, addresses };
}

type Found = { addresses: readonly string[] } | { error: DialError };

async function addressesOf(request: DialRequest): Promise<Found> {
  const { host, policy, resolver, timeoutMs, signal } = request;
  if (signal?.aborted) return { error: 'aborted' };
  const bare = host
    .replace(/^\[|\]$/g, '')
    .replace(/\.+$/, '')
    .toLowerCase();
  const literal = parseAddress(bare);
  if (literal.kind === 'address') return { addresses: [formatAddress(literal.address)] };
  if (literal.kind === 'scoped') return { addresses: [bare] };
  // RFC 6761: never a question for DNS. These answers are ours, so that a policy which allows one
  // of them is not refused for the other.
  if (bare === 'localhost' || bare.endsWith('.localhost')) {
    const allowed = LOCALHOST.filter((address) => policy.judge(address).allowed);
    return { addresses: allowed.length > 0 ? allowed : LOCALHOST };
  }
  const resolution = await inTime(resolver.resolve(bare), timeoutMs, signal);
  if (typeof resolution === 'string') return { error: resolution };
  if (resolution.kind === 'failed') return { error: resolution.error };
  if (resolution.addresses.length === 0) return { error: 'name_not_resolved' };
  return { addresses: resolution.addresses };
}

/** The resolver has its own bound; this one holds whoever wrote it. */
async function inTime<T>(
  answer: Promise<T>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<T | DialError> {
  const { promise, resolve } = Promise.withResolvers<DialError>();
  const timer = setTimeout(() => resolve('resolution_timeout'), timeoutMs);
  const onAbort = () => resolve('aborted');
  signal?.addEventListener('abort', onAbort);
  try {
    return await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

async function dialAddress(
  address: string,
  port: number,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Socket | DialError> {
  const socket = connect({ host: address, port, noDelay: true, allowHalfOpen: true });
  const { promise, resolve } = Promise.withResolvers<Socket | DialError>();
  const timer = setTimeout(() => resolve('connect_timeout'), timeoutMs);
  const onAbort = () => resolve('aborted');
  const onError = (error: Error) => resolve(dialError(error));
  signal?.addEventListener('abort', onAbort);
  socket.once('connect', () => resolve(socket));
  socket.once('error', onError);
  try {
    const outcome = await promise;
    if (outcome !== socket) socket.destroy();
    return outcome;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    socket.off('error', onError);
    // Whoever takes the socket listens for its errors; until then one must not end the process.
    socket.on('error', ignoreError);
  }
}

/** An error always destroys the socket, and `close` tells its owner. */
function ignoreError(): void {}

function dialError(error: Error): DialError {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED') return 'connection_refused';
  if (code === 'ETIMEDOUT') return 'connect_timeout';
  if (code === 'ENETUNREACH' || code === 'EHOSTUNREACH' || code === 'EADDRNOTAVAIL') {
    return 'unreachable';
  }
  return 'connection_failed';
}

function remoteFault(remote: string, dialled: string, policy: AddressPolicy): string | undefined {
  const verdict = policy.judge(remote);
  if (!verdict.allowed) return verdict.rule;
  return plainForm(remote) === plainForm(dialled) ? undefined : 'address_changed';
}

/** A socket may name an IPv4 peer in its IPv6-mapped form. */
function plainForm(text: string): string {
  const parsed = parseAddress(text);
  if (parsed.kind !== 'address') return text;
  const embedding = embeddedAddresses(parsed.address);
  const [inner] = embedding?.form === 'ipv4_mapped' ? embedding.inner : [];
  return formatAddress(inner ?? parsed.address);
}
