/** The report in short, counted from its other parts: what lists, searches and scripts look at. */
import { z } from 'zod';
import { list } from './list.ts';
import { REPORT_LISTS } from './report-bounds.ts';

const Names = list(z.string(), REPORT_LISTS.summary);

const Tally = z.object({
  name: z.string(),
  count: z.int().min(0),
  /** Decoded and on the wire. */
  size: z.int().min(0),
  transferredBytes: z.int().min(0),
});
export type Tally = z.infer<typeof Tally>;
const Tallies = list(Tally, REPORT_LISTS.summary);

export const Summary = z.object({
  page: z.object({
    url: z.string(),
    /** Host name, and the part of it that somebody registered. */
    domain: z.string(),
    apexDomain: z.string(),
    title: z.string(),
    status: z.int().optional(),
    mediaType: z.string(),
    /** The `Server` header. */
    server: z.string(),
    ip: z.string(),
    asn: z.int().optional(),
    asName: z.string().optional(),
    country: z.string().optional(),
    tlsIssuer: z.string().optional(),
    tlsValidFrom: z.string().optional(),
    tlsValidDays: z.int().optional(),
    /** Since it became valid, at the scan; negative where that is yet to come. */
    tlsAgeDays: z.int().optional(),
    /** How far the final URL is from the submitted one. */
    redirected: z.enum(['no', 'same_domain', 'same_apex', 'other_site']),
  }),
  /** Response headers of the page that protect its visitors: as sent, and which are absent. */
  securityHeaders: z.object({
    present: list(z.object({ name: z.string(), value: z.string() }), REPORT_LISTS.securityHeaders),
    absent: list(z.string(), REPORT_LISTS.securityHeaders),
  }),
  lists: z.object({
    urls: Names,
    domains: Names,
    apexDomains: Names,
    linkDomains: Names,
    ips: Names,
    asns: Names,
    countries: Names,
    servers: Names,
    /** SHA-256 of every body kept. */
    hashes: Names,
    certificateSubjects: Names,
  }),
  stats: z.object({
    requests: z.int().min(0),
    failed: z.int().min(0),
    blocked: z.int().min(0),
    size: z.int().min(0),
    transferredBytes: z.int().min(0),
    secureRequests: z.int().min(0).default(0),
    securePercent: z.number().min(0).max(100),
    ipv6Percent: z.number().min(0).max(100),
    links: z.int().min(0).default(0),
    byType: Tallies,
    byProtocol: Tallies,
    byDomain: Tallies,
    byApexDomain: Tallies.default([]),
    byServer: Tallies,
    byIp: Tallies,
    byTls: Tallies,
  }),
});
export type Summary = z.infer<typeof Summary>;
