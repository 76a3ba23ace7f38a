/**
 * One POST to an address that policy has seen: the name is resolved once, the checked address is
 * dialled, redirects are not followed, and no more of the answer is read than is kept.
 */
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type AddressPolicy, dialChecked, type Resolver } from '@webhood/network-policy';

export interface PostRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export type PostOutcome =
  | { kind: 'answered'; status: number; retryAfterSeconds: number | undefined; answer: string }
  /** `error` is a sentence for who set the webhook up. */
  | { kind: 'failed'; error: string };

export interface PostDeps {
  policy: AddressPolicy;
  /** Allows only what is public: where it does not, plain http may be spoken. */
  publicPolicy: AddressPolicy;
  resolver: Resolver;
}

/** All together: an endpoint that needs longer should answer first and work later. */
const WHOLE_MS = 15_000;
const DIAL_MS = 6_000;
/** Of the answer's body, for the log. */
const ANSWER_BYTES = 1_024;
const HEADER_BYTES = 16_384;

export async function postChecked(
  post: PostRequest,
  stop: AbortSignal,
  deps: PostDeps,
): Promise<PostOutcome> {
  const signal = AbortSignal.any([AbortSignal.timeout(WHOLE_MS), stop]);
  const url = new URL(post.url);
  const isTls = url.protocol === 'https:';
  const dialled = await dialChecked({
    host: url.hostname,
    port: Number(url.port || (isTls ? 443 : 80)),
    policy: deps.policy,
    resolver: deps.resolver,
    timeoutMs: DIAL_MS,
    signal,
  });
  if (dialled.kind === 'refused') {
    return failed(`The address ${dialled.address} may not be called (${dialled.rule}).`);
  }
  if (dialled.kind === 'failed') return failed(`It could not be reached: ${dialled.error}.`);
  const { socket, address } = dialled;
  try {
    if (!isTls && deps.publicPolicy.judge(address).allowed) {
      return failed('Public addresses are called with https alone.');
    }
    const connection = isTls ? await secured(socket, url.hostname, signal) : socket;
    return await exchange(connection, url, post, signal);
  } catch (error) {
    return failed(signal.aborted ? `There was no answer within ${WHOLE_MS} ms.` : told(error));
  } finally {
    socket.destroy();
  }
}

const failed = (error: string): PostOutcome => ({ kind: 'failed', error });

const ERROR_LENGTH = 200;

function told(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return `The exchange failed: ${text.slice(0, ERROR_LENGTH).replaceAll('\u0000', '').toWellFormed()}`;
}

/** The certificate must be of the name, by an authority that Node.js trusts. */
async function secured(socket: Socket, host: string, signal: AbortSignal): Promise<TLSSocket> {
  const name = host.replace(/^\[|\]$/g, '');
  const isAddress = /^[\d.]+$|:/.test(name);
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const secure = connectTls({
    socket,
    host: name,
    ...(isAddress ? {} : { servername: name }),
    ALPNProtocols: ['http/1.1'],
  });
  secure.once('secureConnect', () => resolve(secure));
  secure.on('error', reject);
  secure.once('close', () => reject(new Error('the connection was closed')));
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}

async function exchange(
  connection: Socket,
  url: URL,
  { headers, body }: PostRequest,
  signal: AbortSignal,
): Promise<PostOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const content = Buffer.from(body);
  const call = request({
    method: 'POST',
    host: url.hostname,
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, host: url.host, 'content-length': content.length, connection: 'close' },
    createConnection: () => connection,
    maxHeaderSize: HEADER_BYTES,
    signal,
  });
  call.once('response', resolve);
  call.on('error', reject);
  call.end(content);
  const response = await promise;
  return {
    kind: 'answered',
    status: response.statusCode ?? 0,
    retryAfterSeconds: secondsOf(response.headers['retry-after']),
    answer: await beginningOf(response),
  };
}

function secondsOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}

async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= ANSWER_BYTES) break;
    }
  } catch {
    // The status decides; of a body that breaks off its beginning is enough.
  }
  const text = Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8');
  return text.replaceAll('\u0000', '').toWellFormed();
}
