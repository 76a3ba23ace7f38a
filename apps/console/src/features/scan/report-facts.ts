import type { Certificate, Exchange, Report } from '@webhood/contract';
import { hostOf } from '../../ui/evidence/defang.ts';

/** `reached`: at least one request to it was answered; the others were blocked or failed. */
export type ContactedHost = { host: string; requests: number; reached: boolean };

/** What an analyst asks first, read out of the report. */
export type ReportFacts = {
  document: Exchange | null;
  certificate: Certificate | null;
  requests: number;
  failed: number;
  blocked: number;
  transferredBytes: number;
  hosts: ContactedHost[];
};

export function reportFacts(report: Report): ReportFacts {
  const { exchanges } = report;
  const document = documentExchange(report);
  const host = hostOf(report.scan.finalUrl);
  return {
    document,
    certificate: report.certificates.find((certificate) => certificate.host === host) ?? null,
    requests: exchanges.length,
    failed: exchanges.filter((exchange) => exchange.failure && !exchange.failure.blocked).length,
    blocked: exchanges.filter((exchange) => exchange.failure?.blocked).length,
    transferredBytes: exchanges.reduce((sum, each) => sum + (each.transferredBytes ?? 0), 0),
    hosts: contactedHosts(exchanges),
  };
}

/** The answer that became the page: the last navigation that was answered. */
function documentExchange(report: Report): Exchange | null {
  const navigations = report.exchanges.filter((each) => each.isNavigation && each.response);
  return (
    navigations.findLast((each) => each.request.url === report.scan.finalUrl) ??
    navigations.at(-1) ??
    null
  );
}

export function contactedHosts(
  exchanges: readonly { request: { url: string }; response?: unknown }[],
): ContactedHost[] {
  const hosts = new Map<string, ContactedHost>();
  for (const { request, response } of exchanges) {
    const host = hostOf(request.url);
    if (!host) continue;
    const before = hosts.get(host) ?? { host, requests: 0, reached: false };
    const reached = before.reached || response !== undefined;
    hosts.set(host, { host, requests: before.requests + 1, reached });
  }
  return [...hosts.values()].sort(
    (a, b) =>
      Number(b.reached) - Number(a.reached) ||
      b.requests - a.requests ||
      a.host.localeCompare(b.host),
  );
}

const DAY_MS = 86_400_000;

/** Whole days from the certificate's issue to the scan: a young one is worth a look. */
export function certificateAgeDays(certificate: Certificate, scannedAt: string): number | null {
  const days = (Date.parse(scannedAt) - Date.parse(certificate.tls.validFrom)) / DAY_MS;
  return Number.isFinite(days) && days >= 0 ? Math.floor(days) : null;
}
