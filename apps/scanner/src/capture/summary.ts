/** Counts the report's summary from its other parts. */
import type { Exchange, Report, Summary, Tally, TlsDetails } from '@webhood/contract';
import { getDomain } from 'tldts';
import { hostAndPort } from '../recorders/network-evidence.ts';

type SummaryParts = Pick<Report, 'document' | 'exchanges' | 'certificates' | 'addresses'> & {
  request: { url: string };
  finalUrl: string;
  startedAt: Date;
};

/** Response headers that protect a page's visitors. */
const SECURITY_HEADERS = [
  'content-security-policy',
  'cross-origin-embedder-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'permissions-policy',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
];

export function summarise(parts: SummaryParts): Summary {
  const { exchanges, document } = parts;
  const main = exchanges.findLast(({ isNavigation }) => isNavigation);
  const headers = main?.response?.headers ?? [];
  const domain = hostOf(parts.finalUrl);
  const present = headers
    .filter(({ name }) => SECURITY_HEADERS.includes(name.toLowerCase()))
    .slice(0, 50);
  const names = new Set(present.map(({ name }) => name.toLowerCase()));
  const tls = main?.response?.tls;
  const ip = main?.response?.remoteAddress?.ip ?? '';
  const { asn, asName, country } = parts.addresses.find((each) => each.ip === ip) ?? {};
  return {
    page: {
      url: parts.finalUrl,
      domain,
      apexDomain: apexOf(domain),
      title: document.title,
      ...(main?.response ? { status: main.response.status } : {}),
      mediaType: main?.response?.mediaType ?? '',
      server: serverOf(main),
      ip,
      ...(asn === undefined ? {} : { asn }),
      ...(asName === undefined ? {} : { asName }),
      ...(country === undefined ? {} : { country }),
      ...(tls ? tlsFacts(tls, parts.startedAt) : {}),
      redirected: distance(parts.request.url, parts.finalUrl),
    },
    securityHeaders: { present, absent: SECURITY_HEADERS.filter((name) => !names.has(name)) },
    lists: {
      urls: distinct(exchanges.map(({ request }) => request.url)),
      domains: distinct(exchanges.map(({ request }) => hostOf(request.url))),
      apexDomains: distinct(exchanges.map(({ request }) => apexOf(hostOf(request.url)))),
      linkDomains: distinct(document.links.map(({ url }) => hostOf(url))),
      ips: distinct(exchanges.map(ipOf)),
      asns: distinct(parts.addresses.map((each) => (each.asn ? `AS${each.asn}` : ''))),
      countries: distinct(parts.addresses.map((each) => each.country ?? '')),
      servers: distinct(exchanges.map(serverOf)),
      hashes: distinct(exchanges.map(({ body }) => body?.sha256 ?? '')),
      certificateSubjects: distinct(parts.certificates.map((each) => each.tls.subject)),
    },
    stats: statsOf(exchanges, document.links.length),
  };
}

function statsOf(exchanges: readonly Exchange[], links: number): Summary['stats'] {
  const answered = exchanges.filter(({ response }) => response);
  const secure = exchanges.filter(({ request }) => /^(https|wss):/.test(request.url));
  const overIpv6 = answered.filter((exchange) => ipOf(exchange).includes(':'));
  return {
    requests: exchanges.length,
    failed: exchanges.filter(({ failure }) => failure && !failure.blocked).length,
    blocked: exchanges.filter(({ failure }) => failure?.blocked).length,
    size: sum(exchanges.map(({ body }) => body?.size ?? 0)),
    transferredBytes: sum(exchanges.map((each) => each.transferredBytes ?? 0)),
    secureRequests: secure.length,
    securePercent: percent(secure.length, exchanges.length),
    ipv6Percent: percent(overIpv6.length, answered.length),
    links,
    byType: tally(exchanges, ({ resourceType }) => resourceType),
    byProtocol: tally(exchanges, ({ response }) => response?.httpVersion ?? ''),
    byDomain: tally(exchanges, ({ request }) => hostOf(request.url)),
    byApexDomain: tally(exchanges, ({ request }) => apexOf(hostOf(request.url))),
    byServer: tally(exchanges, serverOf),
    byIp: tally(exchanges, ipOf),
    byTls: tally(exchanges, ({ response }) =>
      response?.tls ? `${response.tls.protocol} ${response.tls.cipher}`.trim() : '',
    ),
  };
}

/** The most frequent first; what has no name is left out. */
function tally(exchanges: readonly Exchange[], nameOf: (exchange: Exchange) => string): Tally[] {
  const tallies = new Map<string, Tally>();
  for (const exchange of exchanges) {
    const name = nameOf(exchange);
    if (name === '') continue;
    const known = tallies.get(name) ?? { name, count: 0, size: 0, transferredBytes: 0 };
    known.count += 1;
    known.size += exchange.body?.size ?? 0;
    known.transferredBytes += exchange.transferredBytes ?? 0;
    tallies.set(name, known);
  }
  return [...tallies.values()].sort((one, other) => other.count - one.count);
}

const DAY_MS = 86_400_000;

function tlsFacts({ issuer, validFrom, validTo }: TlsDetails, at: Date): Partial<Summary['page']> {
  const days = Math.round((Date.parse(validTo) - Date.parse(validFrom)) / DAY_MS);
  const age = Math.floor((at.getTime() - Date.parse(validFrom)) / DAY_MS);
  return {
    tlsIssuer: issuer,
    tlsValidFrom: validFrom,
    ...(Number.isSafeInteger(days) ? { tlsValidDays: days } : {}),
    ...(Number.isSafeInteger(age) ? { tlsAgeDays: age } : {}),
  };
}

/** How far the page has moved. A fragment is not asked of any server. */
function distance(from: string, to: string): Summary['page']['redirected'] {
  if (from.split('#')[0] === to.split('#')[0]) return 'no';
  const [fromHost, toHost] = [hostOf(from), hostOf(to)];
  if (fromHost === toHost) return 'same_domain';
  return apexOf(fromHost) === apexOf(toHost) ? 'same_apex' : 'other_site';
}

/** The part that somebody registered; of an address or a single label, itself. */
function apexOf(host: string): string {
  return getDomain(host, { allowPrivateDomains: true }) ?? host;
}

function serverOf(exchange: Exchange | undefined): string {
  const headers = exchange?.response?.headers ?? [];
  return headers.find(({ name }) => name.toLowerCase() === 'server')?.value ?? '';
}

function ipOf({ response }: Exchange): string {
  return response?.remoteAddress?.ip ?? '';
}

function hostOf(url: string): string {
  return hostAndPort(url)?.host ?? '';
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names.filter((name) => name !== ''))];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1_000) / 10;
}
