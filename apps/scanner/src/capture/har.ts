/** HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), written from the network log. */
import type { Exchange } from '@webhood/contract';
import { requestCookies, responseCookies } from './har-cookies.ts';

export interface HarContext {
  creatorVersion: string;
  browser: string;
  pageUrl: string;
  title: string;
  startedAt: string;
  contentLoadMs: number | null;
  loadMs: number | null;
}

/** HAR writes -1 for what is not known or did not happen. */
const UNKNOWN = -1;
/** RFC 6455, section 5.2. */
const TEXT_FRAME = 1;
const BINARY_FRAME = 2;
const PAGE_ID = 'page_1';

export function toHar(exchanges: readonly Exchange[], context: HarContext): object {
  const [browserName, browserVersion] = context.browser.split('/');
  return {
    log: {
      version: '1.2',
      creator: { name: 'Webhood', version: context.creatorVersion },
      browser: { name: browserName ?? '', version: browserVersion ?? '' },
      pages: [
        {
          startedDateTime: context.startedAt,
          id: PAGE_ID,
          title: context.title || context.pageUrl,
          pageTimings: {
            onContentLoad: context.contentLoadMs ?? UNKNOWN,
            onLoad: context.loadMs ?? UNKNOWN,
          },
        },
      ],
      entries: exchanges.map(toEntry),
    },
  };
}

function toEntry(exchange: Exchange): object {
  const { timing, response, failure, messages } = exchange;
  return {
    pageref: PAGE_ID,
    startedDateTime: exchange.startedAt,
    time: timing.totalMs ?? 0,
    request: harRequest(exchange),
    response: harResponse(exchange),
    cache: {},
    timings: {
      blocked: timing.blockedMs ?? UNKNOWN,
      dns: UNKNOWN,
      connect: timing.connectMs ?? UNKNOWN,
      ssl: timing.tlsMs ?? UNKNOWN,
      send: timing.sendMs ?? 0,
      wait: timing.waitMs ?? 0,
      receive: timing.receiveMs ?? 0,
    },
    ...(response?.remoteAddress ? { serverIPAddress: response.remoteAddress.ip } : {}),
    _resourceType: exchange.resourceType.toLowerCase(),
    _target: exchange.target,
    ...(exchange.initiator ? { _initiator: exchange.initiator } : {}),
    ...(failure ? { _failure: failure } : {}),
    ...(messages ? { _webSocketMessages: messages.items.map(toMessage) } : {}),
  };
}

/** As Chrome's own exports write them; the times of both are of the same clock. */
function toMessage(message: NonNullable<Exchange['messages']>['items'][number]): object {
  return {
    type: message.kind === 'error' ? 'error' : message.direction === 'sent' ? 'send' : 'receive',
    time: message.atMs / 1_000,
    opcode: message.kind === 'binary' ? BINARY_FRAME : TEXT_FRAME,
    data: message.data,
  };
}

function harRequest({ request, response }: Exchange): object {
  const query = URL.canParse(request.url) ? [...new URL(request.url).searchParams] : [];
  return {
    method: request.method,
    url: request.url,
    httpVersion: response?.httpVersion || 'unknown',
    cookies: requestCookies(request.headers),
    headers: request.headers,
    queryString: query.map(([name, value]) => ({ name, value })),
    ...(request.postData !== undefined
      ? {
          postData: {
            mimeType: headerOf(request.headers, 'content-type') ?? '',
            text: request.postData,
          },
        }
      : {}),
    headersSize: UNKNOWN,
    bodySize: request.postData === undefined ? 0 : Buffer.byteLength(request.postData),
  };
}

function harResponse({ response, body, failure, transferredBytes }: Exchange): object {
  const headers = response?.headers ?? [];
  return {
    // Chrome's own exports use status 0 for what never had a response.
    status: response?.status ?? 0,
    statusText: response?.statusText ?? '',
    httpVersion: response?.httpVersion || 'unknown',
    cookies: responseCookies(headers),
    headers,
    content: {
      size: body?.size ?? 0,
      mimeType: response?.mediaType || 'x-unknown',
      ...(body?.sha256 ? { _sha256: body.sha256 } : {}),
    },
    redirectURL: headerOf(headers, 'location') ?? '',
    headersSize: UNKNOWN,
    bodySize: transferredBytes ?? UNKNOWN,
    ...(failure ? { _error: failure.error } : {}),
  };
}

type Headers = Exchange['request']['headers'];

function headerOf(headers: Headers, name: string): string | undefined {
  return headers.find((header) => header.name.toLowerCase() === name)?.value;
}
