import type { Exchange } from '@webhood/contract';
import { getDomain } from 'tldts';
import { hostOf } from '../../ui/evidence/defang.ts';

/** What filters look at, worked out once for each exchange: a filter runs with every key. */
type Indexed = { text: string; host: string | null; site: string | null };

const index = new WeakMap<Exchange, Indexed>();
/** Of one part: what a person types is found in the start of anything sane. */
const PART_LENGTH = 4_096;

function indexed(exchange: Exchange): Indexed {
  const known = index.get(exchange);
  if (known) return known;
  const host = hostOf(exchange.request.url);
  const made = { text: textOf(exchange), host, site: host === null ? null : siteOfHost(host) };
  index.set(exchange, made);
  return made;
}

/** In lower case. */
export const exchangeText = (exchange: Exchange): string => indexed(exchange).text;
export const exchangeHost = (exchange: Exchange): string | null => indexed(exchange).host;
export const exchangeSite = (exchange: Exchange): string | null => indexed(exchange).site;

/** The domain that someone registered: `a.b.example.co.uk` → `example.co.uk`. */
export function siteOf(url: string): string | null {
  const host = hostOf(url);
  return host === null ? null : siteOfHost(host);
}

function siteOfHost(host: string): string {
  return getDomain(host, { allowPrivateDomains: true }) ?? host;
}

function textOf({ request, response, failure, resourceType, body }: Exchange): string {
  return [
    request.method,
    request.url,
    response?.status ?? '',
    response?.mediaType ?? '',
    response?.remoteAddress?.ip ?? '',
    resourceType,
    failure?.error ?? '',
    body?.sha256 ?? '',
  ]
    .map((part) => String(part).slice(0, PART_LENGTH))
    .join('\n')
    .toLowerCase();
}
