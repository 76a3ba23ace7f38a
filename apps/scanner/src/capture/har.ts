/** HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), written from the network log. */
import type { Exchange } from '@webhood/contract';

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
  const { timing, response, failure } = exchange;
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
    ...(failure ? { _failure: failure } : {}),
  };
}

function harRequest({ request, response }: Exchange): object {
  const query = URL.canParse(request.url) ? [...new URL(request.url).searchParams] : [];
  return {
    method: request.method,
    url: request.url,
    httpVersion: response?.httpVersion || 'unknown',
    cookies: cookiesOf(request.headers, 'cookie'),
    headers: request.headers,
    queryString: query.map(([name, value]) => ({ name, value })),
    ...(request.postData !== undefined
      ? {
          postData: {
            mimeType: headerOf(request.headers, 'content-type') ?? '',
            params: [],
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
    cookies: cookiesOf(headers, 'set-cookie'),
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

function cookiesOf(headers: Headers, headerName: string): { name: string; value: string }[] {
  return headers
    .filter(({ name }) => name.toLowerCase() === headerName)
    .flatMap(({ value }) =>
      headerName === 'cookie' ? value.split('; ') : [value.split(';')[0] ?? ''],
    )
    .map((pair) => {
      const at = pair.indexOf('=');
      return at === -1
        ? { name: pair, value: '' }
        : { name: pair.slice(0, at), value: pair.slice(at + 1) };
    });
}
