/** Turns the observed requests into the report's exchanges: bounded, masked, with real addresses. */
import type { Exchange, GuardConnection, StreamMessages, TlsDetails } from '@webhood/contract';
import type { Protocol } from 'devtools-protocol';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import type { Masking } from '../capture/masking.ts';
import { FAILED_HEADER, REFUSED_HEADER } from '../egress/answers.ts';
import { toExchangeCookies } from './exchange-cookies.ts';
import type { ExchangeDraft, StreamDraft } from './exchange-draft.ts';
import { toInitiator } from './initiator.ts';
import { cut } from './recorder.ts';

export type HeaderList = { name: string; value: string }[];

/** The newest address that the guard dialled for each host and port. */
export function addressBook(connections: readonly GuardConnection[]): Map<string, string> {
  const book = new Map<string, string>();
  for (const { host, port, address } of connections) {
    if (address !== undefined) book.set(`${bareHost(host)}:${port}`, address);
  }
  return book;
}

interface ExchangeContext {
  addresses: Map<string, string>;
  connections: readonly GuardConnection[];
  masking: Masking;
}

export function toExchanges(
  drafts: readonly ExchangeDraft[],
  context: ExchangeContext,
): Exchange[] {
  const originTicks = drafts[0]?.startedTicks ?? 0;
  return drafts.map((draft) => toExchange(draft, originTicks, context));
}

function toExchange(draft: ExchangeDraft, originTicks: number, context: ExchangeContext): Exchange {
  const { request } = draft;
  const answer = guardAnswer(draft) ?? tunnelAnswer(draft, context.connections);
  const failure = answer
    ? {
        error: `${answer.verdict}: ${answer.reason}`,
        blocked: answer.verdict === 'refused',
        canceled: false,
      }
    : draft.failure;
  const postData = request.postData ?? draft.postData;
  const cookies = toExchangeCookies(draft);
  return {
    id: draft.id,
    startedMs: milliseconds(draft.startedTicks - originTicks),
    startedAt: new Date(draft.startedAtMs).toISOString(),
    target: draft.target,
    resourceType: draft.resourceType,
    ...(draft.documentUrl ? { documentUrl: cut(draft.documentUrl, CAPTURE_LIMITS.urlLength) } : {}),
    initiator: toInitiator(draft.initiator),
    isNavigation: draft.isNavigation,
    request: {
      url: cut(request.url + (request.urlFragment ?? ''), CAPTURE_LIMITS.urlLength),
      method: request.method,
      headers: context.masking.requestHeaders(
        withoutOurs(headerList(draft.requestHeaders ?? request.headers)),
      ),
      ...(postData !== undefined ? { postData: cut(postData, CAPTURE_LIMITS.postDataBytes) } : {}),
    },
    ...(answer ? {} : responseOf(draft, context)),
    timing: toTiming(draft),
    ...(draft.encodedBytes !== undefined
      ? { transferredBytes: Math.max(0, Math.round(draft.encodedBytes)) }
      : {}),
    body: draft.body,
    ...(failure ? { failure } : {}),
    ...(cookies ? { cookies } : {}),
    ...(draft.messages ? { messages: toMessages(draft.messages, originTicks) } : {}),
  };
}

function toMessages({ items, dropped }: StreamDraft, originTicks: number): StreamMessages {
  return {
    items: items.map(({ ticks, ...item }) => ({
      ...item,
      atMs: milliseconds(ticks - originTicks),
    })),
    dropped,
  };
}

export interface GuardAnswer {
  verdict: 'refused' | 'failed';
  reason: string;
}

/** What the egress guard said, where it answered this request in the server's place. */
export function guardAnswer(
  draft: Pick<ExchangeDraft, 'request' | 'response' | 'responseHeaders'>,
): GuardAnswer | undefined {
  // Plain requests only: inside TLS such a header could only be the site's own pretence.
  if (!draft.request.url.startsWith('http:')) return undefined;
  // A worker of the page makes its answers up: the guard was not asked.
  if (draft.response?.fromServiceWorker) return undefined;
  for (const { name, value } of headerList(
    draft.responseHeaders ?? draft.response?.headers ?? {},
  )) {
    const lowerName = name.toLowerCase();
    if (lowerName === REFUSED_HEADER) return { verdict: 'refused', reason: value };
    if (lowerName === FAILED_HEADER) return { verdict: 'failed', reason: value };
  }
  return undefined;
}

/** For what would have gone through a tunnel: `https`, `wss` and `ws`. */
const TUNNEL_FAILURES = new Set([
  'net::ERR_TUNNEL_CONNECTION_FAILED',
  'Establishing a tunnel via proxy server failed.',
]);

/** Why there was no tunnel. The browser shows nobody what it was answered; the guard has it noted. */
function tunnelAnswer(
  { failure, request }: ExchangeDraft,
  connections: readonly GuardConnection[],
): GuardAnswer | undefined {
  if (!TUNNEL_FAILURES.has(failure?.error ?? '')) return undefined;
  const connection = connectionOf(request.url, connections);
  if (connection?.rule === undefined || connection.verdict === 'allowed') return undefined;
  return { verdict: connection.verdict, reason: connection.rule };
}

function responseOf(
  draft: ExchangeDraft,
  context: { addresses: Map<string, string> },
): { response?: NonNullable<Exchange['response']> } {
  const { response, responseHeaders, responseStatus } = draft;
  if (response) return { response: toResponse(draft, response, context) };
  if (!responseHeaders || responseStatus === undefined) return {};
  const remoteAddress = remoteAddressOf(draft.request.url, context.addresses);
  return {
    response: {
      status: responseStatus,
      statusText: '',
      httpVersion: '',
      headers: headerList(responseHeaders),
      mediaType: '',
      ...(remoteAddress ? { remoteAddress } : {}),
      fromCache: false,
      fromServiceWorker: false,
    },
  };
}

function toResponse(
  draft: ExchangeDraft,
  response: Protocol.Network.Response,
  context: { addresses: Map<string, string> },
): NonNullable<Exchange['response']> {
  const remoteAddress = remoteAddressOf(draft.request.url, context.addresses);
  const tls = toTlsDetails(response);
  return {
    status: response.status,
    statusText: cut(response.statusText, CAPTURE_LIMITS.headerLength),
    httpVersion: response.protocol ?? '',
    headers: headerList(draft.responseHeaders ?? response.headers),
    mediaType: cut(response.mimeType, 200),
    ...(remoteAddress ? { remoteAddress } : {}),
    fromCache: draft.servedFromCache || response.fromDiskCache === true,
    fromServiceWorker: response.fromServiceWorker === true,
    ...(tls ? { tls } : {}),
  };
}

export function toTlsDetails(response: Protocol.Network.Response): TlsDetails | undefined {
  const details = response.securityDetails;
  if (!details) return undefined;
  return {
    protocol: details.protocol,
    cipher: details.cipher,
    ...(details.keyExchangeGroup || details.keyExchange
      ? { keyExchange: details.keyExchangeGroup ?? details.keyExchange }
      : {}),
    subject: details.subjectName,
    subjectAlternativeNames: details.sanList.slice(0, CAPTURE_LIMITS.headers),
    issuer: details.issuer,
    validFrom: new Date(details.validFrom * 1_000).toISOString(),
    validTo: new Date(details.validTo * 1_000).toISOString(),
  };
}

/** What Chromium says to the egress guard is no part of what the site is sent. */
const TO_THE_GUARD = new Set(['proxy-connection', 'proxy-authorization']);

function withoutOurs(headers: HeaderList): HeaderList {
  return headers.filter(({ name }) => !TO_THE_GUARD.has(name.toLowerCase()));
}

/** Repeated header fields arrive as one value with line breaks between. */
export function headerList(headers: Protocol.Network.Headers): HeaderList {
  const list = Object.entries(headers).flatMap(([name, value]) =>
    String(value)
      .split('\n')
      .map((line) => ({ name: cut(name, 1_024), value: cut(line, CAPTURE_LIMITS.headerLength) })),
  );
  return list.slice(0, CAPTURE_LIMITS.headers);
}

function remoteAddressOf(
  url: string,
  addresses: Map<string, string>,
): { ip: string; port: number } | undefined {
  const target = hostAndPort(url);
  const ip = target && addresses.get(`${target.host}:${target.port}`);
  return target && ip ? { ip, port: target.port } : undefined;
}

/** The guard's newest record of the host and port that a URL names. */
export function connectionOf(
  url: string,
  connections: readonly GuardConnection[],
): GuardConnection | undefined {
  const target = hostAndPort(url);
  if (!target) return undefined;
  return connections.findLast(
    ({ host, port }) => port === target.port && bareHost(host) === target.host,
  );
}

const bareHost = (host: string) => host.replace(/^\[|\]$/g, '').toLowerCase();

export function hostAndPort(url: string): { host: string; port: number } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port } = new URL(url);
  const isSecure = protocol === 'https:' || protocol === 'wss:';
  if (!isSecure && protocol !== 'http:' && protocol !== 'ws:') return undefined;
  return { host: bareHost(hostname), port: port === '' ? (isSecure ? 443 : 80) : Number(port) };
}

function toTiming(draft: ExchangeDraft): Exchange['timing'] {
  const timing = draft.response?.timing;
  const endTicks = draft.finishedTicks;
  const totalMs =
    endTicks === undefined ? {} : { totalMs: milliseconds(endTicks - draft.startedTicks) };
  if (!timing) return totalMs;
  const receiveMs =
    endTicks === undefined
      ? {}
      : span('receiveMs', timing.receiveHeadersEnd, (endTicks - timing.requestTime) * 1_000);
  return {
    blockedMs: milliseconds(timing.requestTime - draft.startedTicks),
    ...span('connectMs', timing.connectStart, timing.connectEnd),
    ...span('tlsMs', timing.sslStart, timing.sslEnd),
    ...span('sendMs', timing.sendStart, timing.sendEnd),
    ...span('waitMs', timing.sendEnd, timing.receiveHeadersEnd),
    ...receiveMs,
    ...totalMs,
  };
}

/** Chromium writes -1 for a phase that did not happen. */
function span<Name extends string>(
  name: Name,
  startMs: number,
  endMs: number,
): Partial<Record<Name, number>> {
  if (startMs < 0 || endMs < startMs) return {};
  const value: Partial<Record<string, number>> = { [name]: round(endMs - startMs) };
  return value;
}

function milliseconds(seconds: number): number {
  return round(Math.max(0, seconds * 1_000));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
