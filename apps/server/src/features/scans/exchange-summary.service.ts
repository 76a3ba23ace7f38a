/** An exchange in the words of Webhood's v1 contract, as its summary and its trace have it. */
import type { Exchange, ScanData } from '@webhood/contract';

export type RequestSummary = NonNullable<ScanData['request']>;
export type ResponseSummary = NonNullable<ScanData['response']>;

/** More header fields than any browser or server sends. */
const HEADERS = 100;

export function requestSummary(
  { request, startedMs, resourceType }: Exchange,
  redirectChain: string[],
): RequestSummary {
  return {
    type: 'request',
    ts: startedMs,
    url: request.url,
    method: request.method,
    resourceType: resourceType.toLowerCase(),
    headers: headerMap(request.headers),
    ...(request.postData === undefined ? {} : { postData: request.postData }),
    redirectChain,
  };
}

/** Undefined where no response came. */
export function responseSummary(exchange: Exchange): ResponseSummary | undefined {
  const { response, timing } = exchange;
  if (!response) return undefined;
  return {
    type: 'response',
    ts: exchange.startedMs + (timing.totalMs ?? 0),
    url: exchange.request.url,
    status: response.status,
    statusText: response.statusText,
    headers: headerMap(response.headers),
    remoteAddress: response.remoteAddress ?? { ip: '', port: 0 },
    ...(response.tls ? { securityDetails: securityDetails(response.tls) } : {}),
    timing: Object.fromEntries(
      Object.entries(timing).filter((entry): entry is [string, number] => entry[1] !== undefined),
    ),
  };
}

type Tls = NonNullable<NonNullable<Exchange['response']>['tls']>;

function securityDetails(tls: Tls): NonNullable<ResponseSummary['securityDetails']> {
  const seconds = (time: string) => Math.floor((Date.parse(time) || 0) / 1_000);
  return {
    issuer: tls.issuer,
    protocol: tls.protocol,
    subjectAlternativeNames: tls.subjectAlternativeNames,
    subjectName: tls.subject,
    validFrom: seconds(tls.validFrom),
    validTo: seconds(tls.validTo),
  };
}

/** One entry for a name, repeated values on lines of their own. */
function headerMap(headers: { name: string; value: string }[]): Record<string, string> {
  const map = new Map<string, string>();
  for (const { name, value } of headers.slice(0, HEADERS)) {
    const key = name.toLowerCase();
    const before = map.get(key);
    map.set(key, before === undefined ? value : `${before}\n${value}`);
  }
  return Object.fromEntries(map);
}

/** Webhood's trace: requests and responses in the order of their time. */
export function traceOf(exchanges: Exchange[]): (RequestSummary | ResponseSummary)[] {
  return exchanges
    .flatMap((exchange) => {
      const response = responseSummary(exchange);
      const request = requestSummary(exchange, []);
      return response ? [request, response] : [request];
    })
    .toSorted((a, b) => a.ts - b.ts);
}
