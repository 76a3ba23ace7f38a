/**
 * The terms that a scan is found by: what its report names, each with the letters of its field.
 * They are exact, in lower case, and bounded; what is past the bounds cannot be searched for.
 */
import type { CompleteRequest, Report } from '@webhood/contract';
import { type RawBuilder, sql } from 'kysely';
import { shortWords } from './short-words.ts';

/** Letters before `=` in a stored term. */
export const TERM_LETTERS = {
  domain: 'd',
  pageDomain: 'pd',
  ip: 'i',
  pageIp: 'pi',
  asn: 'a',
  pageAsn: 'pa',
  country: 'c',
  pageCountry: 'pc',
  hash: 'h',
  server: 's',
  pageServer: 'ps',
  certificateIssuer: 'ci',
  certificateSubject: 'cs',
  cookie: 'k',
  redirect: 'r',
  pageStatus: 'st',
  mediaType: 'mt',
  fileName: 'f',
  tag: 't',
  shortWord: 'w',
} as const;
export type TermKind = keyof typeof TERM_LETTERS;

/**
 * A report is a stranger's: a page can ask for thousands of hosts with names of its making. No kind
 * takes more than its share, so that a flood of one does not push out the others.
 */
const TERMS = 4_000;
const TERMS_OF_KIND = 1_000;
const TERM_LENGTH = 250;
/** RFC 1035; what is longer is no name of any host. */
const HOST_LENGTH = 253;
/** Domains above a name that find it, nearest to the top-level domain. */
const PARENTS = 8;
/** Of each text; addresses are not longer when they are submitted. */
const SHORT_WORDS_IN = 8_192;

export function termOf(kind: TermKind, value: string): string {
  return `${TERM_LETTERS[kind]}=${normalised(value)}`;
}

/** Also used on what is searched for, so that both meet. */
export function normalised(value: string): string {
  const start = value
    .trimStart()
    .slice(0, TERM_LENGTH * 2)
    .replaceAll('\u0000', '');
  return start.normalize('NFC').trim().toLowerCase().slice(0, TERM_LENGTH);
}

/** The name and the names above it, the top-level domain aside: `a.example.com`, `example.com`. */
function withParents(host: string): string[] {
  const labels = host.replace(/\.$/, '').split('.');
  const isName = labels.length > 1 && !/^[\d.]+$|:/.test(host);
  if (!isName) return [host];
  const parents = labels.slice(1, -1).map((_, index) => labels.slice(index + 1).join('.'));
  return [labels.join('.'), ...parents.slice(-PARENTS)];
}

/** Known before the scan has run. */
export function submittedTerms(url: string): string[] {
  const domains = URL.canParse(url) ? domainTerms(['domain'], [new URL(url).hostname]) : [];
  return [...domains, ...shortTerms(url)];
}

/** Of address and title, where free text is looked for. */
function shortTerms(...texts: string[]): string[] {
  const written = texts.map((text) => text.slice(0, SHORT_WORDS_IN).normalize('NFC').toLowerCase());
  return all('shortWord', shortWords(written));
}

/** Of a scan that another installation made, which left no report. */
export function importedTerms(scan: {
  url: string;
  finalUrl: string;
  title: string;
  hashes: string[];
}): string[] {
  const terms = [
    ...submittedTerms(scan.url),
    ...shortTerms(scan.finalUrl, scan.title),
    ...domainTerms(['pageDomain', 'domain'], [hostOf(scan.finalUrl)].filter(Boolean)),
    ...all('hash', scan.hashes),
  ];
  return [...new Set(terms)];
}

/** `submitted`: whatever its report says, a scan is found by what was asked for. */
export function reportTerms({ report, artifacts }: CompleteRequest, submitted: string): string[] {
  const { summary } = report;
  const { page, lists } = summary;
  const terms = [
    ...submittedTerms(submitted),
    ...domainTerms(['pageDomain', 'domain'], [page.domain]),
    ...domainTerms(['domain'], lists.domains),
    ...all('pageIp', [page.ip]),
    ...all('ip', lists.ips),
    ...all('pageAsn', page.asn === undefined ? [] : [`as${page.asn}`]),
    ...all('asn', lists.asns.map(autonomousSystem)),
    ...all('pageCountry', [page.country ?? '']),
    ...all('country', lists.countries),
    ...all('pageServer', [page.server]),
    ...all('server', lists.servers),
    ...all('pageStatus', page.status === undefined ? [] : [String(page.status)]),
    ...all('mediaType', [page.mediaType]),
    ...all(
      'hash',
      artifacts.map(({ sha256 }) => sha256),
    ),
    ...observedTerms(report),
    ...shortTerms(report.scan.finalUrl, report.document.title),
    ...all('hash', lists.hashes),
  ];
  return [...new Set(terms)].slice(0, TERMS);
}

function observedTerms(report: Report): string[] {
  const { certificates, cookies, downloads, redirects } = report;
  return [
    ...all(
      'hash',
      downloads.map(({ sha256 }) => sha256 ?? ''),
    ),
    ...all(
      'fileName',
      downloads.map(({ suggestedName }) => suggestedName),
    ),
    ...all(
      'certificateIssuer',
      certificates.map(({ tls }) => tls.issuer),
    ),
    ...all(
      'certificateSubject',
      certificates.map(({ tls }) => tls.subject),
    ),
    ...all(
      'cookie',
      cookies.map(({ name }) => name),
    ),
    ...domainTerms(['redirect'], redirects.flatMap(({ from, to }) => [from, to]).map(hostOf)),
  ];
}

function all(kind: TermKind, values: readonly string[]): string[] {
  const terms = new Set<string>();
  for (const value of values) {
    if (terms.size >= TERMS_OF_KIND) break;
    if (/\S/.test(value)) terms.add(termOf(kind, value));
  }
  return [...terms];
}

function domainTerms(kinds: TermKind[], hosts: readonly string[]): string[] {
  const names = hosts
    .map((host) => host.replace(/^\[|\]$/g, ''))
    .filter(({ length }) => length <= HOST_LENGTH)
    .flatMap(withParents);
  return kinds.flatMap((kind) => all(kind, names));
}

/** `AS13335`, whatever follows it. */
function autonomousSystem(text: string): string {
  return /^(?:as)?(\d+)/i.exec(text)?.[1]?.replace(/^/, 'as') ?? text;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

/**
 * The statement that lists terms for wildcards and completion. In one order, so that two commits
 * cannot deadlock.
 */
export function listTerms(terms: readonly string[]): RawBuilder<unknown> {
  return sql`insert into search_terms (term) select unnest(${[...terms].sort()}::text[])
    on conflict do nothing`;
}
