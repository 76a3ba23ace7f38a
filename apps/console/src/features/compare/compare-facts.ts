import type { Cookie, Report } from '@webhood/contract';
import { byteSize } from '../../ui/size.ts';
import { compareBy, type Difference } from './compare-by.ts';

export type FactName =
  | 'finalUrl'
  | 'title'
  | 'status'
  | 'ip'
  | 'asn'
  | 'country'
  | 'server'
  | 'certificate'
  | 'requests'
  | 'failed'
  | 'blocked'
  | 'domains'
  | 'size'
  | 'forms'
  | 'scripts'
  | 'downloads';

/** What an analyst looks at first, of both scans. Values are text of the page. */
export function compareFacts(a: Report, b: Report): { name: FactName; a: string; b: string }[] {
  const after = new Map(factsOf(b));
  return factsOf(a).map(([name, value]) => ({ name, a: value, b: after.get(name) ?? '' }));
}

function factsOf(report: Report): [FactName, string][] {
  const { page, stats, lists } = report.summary;
  const text = (value: string | number | undefined) => (value === undefined ? '' : String(value));
  return [
    ['finalUrl', report.scan.finalUrl],
    ['title', page.title],
    ['status', text(page.status)],
    ['ip', page.ip],
    ['asn', page.asn === undefined ? '' : `AS${page.asn} ${page.asName ?? ''}`.trim()],
    ['country', text(page.country)],
    ['server', page.server],
    ['certificate', text(page.tlsIssuer)],
    ['requests', text(stats.requests)],
    ['failed', text(stats.failed)],
    ['blocked', text(stats.blocked)],
    ['domains', text(lists.domains.length)],
    ['size', byteSize(stats.transferredBytes)],
    ['forms', text(report.document.forms.length)],
    ['scripts', text(report.document.scripts.length)],
    ['downloads', text(report.downloads.length)],
  ];
}

const COOKIE_PARTS = ['value', 'expiresAt', 'httpOnly', 'secure', 'sameSite'] as const;
export type CookieChange = (typeof COOKIE_PARTS)[number];

export function compareCookies(a: Report, b: Report): Difference<Cookie, CookieChange>[] {
  return compareBy(a.cookies, b.cookies, {
    keyOf: ({ name, domain, path, partitionKey }) =>
      JSON.stringify([name, domain, path, partitionKey]),
    changesOf: (before, after) => COOKIE_PARTS.filter((part) => isOther(part, before, after)),
  });
}

/** A date of expiry moves with every visit: within the day it is the same. */
function isOther(part: CookieChange, a: Cookie, b: Cookie): boolean {
  if (part !== 'expiresAt') return a[part] !== b[part];
  if (a.expiresAt === null || b.expiresAt === null) return a.expiresAt !== b.expiresAt;
  return a.expiresAt.slice(0, 10) !== b.expiresAt.slice(0, 10);
}

type Certificate = Report['certificates'][number];
const CERTIFICATE_PARTS = ['certificate', 'issuer', 'validFrom', 'validTo', 'trusted'] as const;
export type CertificateChange = (typeof CERTIFICATE_PARTS)[number];

export function compareCertificates(
  a: Report,
  b: Report,
): Difference<Certificate, CertificateChange>[] {
  return compareBy(a.certificates, b.certificates, {
    keyOf: ({ host }) => host,
    changesOf: (before, after) =>
      CERTIFICATE_PARTS.filter((part) => partOf(part, before) !== partOf(part, after)),
  });
}

function partOf(part: CertificateChange, { tls, chain, trusted }: Certificate): string {
  if (part === 'certificate') return chain[0]?.sha256 ?? tls.subject;
  return part === 'trusted' ? String(trusted) : tls[part];
}
