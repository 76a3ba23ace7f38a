/**
 * Names to addresses. Asks DNS through c-ares, not through the operating system's `getaddrinfo`:
 * that blocks one of the process's four worker threads for as long as an attacker's name server
 * keeps silent, and cannot be cancelled. What is lost with it is search domains and mDNS; the hosts
 * file is read here instead.
 */
import { Resolver as DnsResolver } from 'node:dns/promises';
import { createHostsTable, type HostsTable } from './hosts-table.ts';

export type Resolution =
  /** IPv4 first: a host without working IPv6 often does not know, and would wait for nothing. */
  { kind: 'resolved'; addresses: readonly string[] } | { kind: 'failed'; error: ResolutionError };

export type ResolutionError = 'name_not_resolved' | 'resolution_timeout' | 'resolution_failed';

export interface Resolver {
  /** `name` in ASCII, lower case, without final dot; never an address. Never rejects. */
  resolve(name: string): Promise<Resolution>;
  /** Ends every question that is open. */
  close(): void;
}

export interface ResolverOptions {
  /** For one name, both families together. */
  timeoutMs?: number;
  cache?: { entries: number; maxAgeMs: number };
  hosts?: HostsTable;
  /** `address:port` of the name servers to ask; the system's otherwise. */
  servers?: readonly string[] | undefined;
  now?: () => number;
}

/** Two tries of 2 s and some margin: what a browser's user would still wait for. */
const TIMEOUT_MS = 5_000;
const TRIES = 2;
/** A page with more names than this meets the guard's bound on hosts first. */
const CACHE_ENTRIES = 1_024;
/** Long enough for one scan; what a name led to a minute ago is not evidence for now. */
const CACHE_AGE_MS = 60_000;
/** A name that fails is asked again soon: the page may retry, and so may the name server. */
const FAILURE_AGE_MS = 5_000;

interface Answers {
  addresses: string[];
  ttlMs: number;
}

interface CacheEntry {
  resolution: Promise<Resolution>;
  expiresAt: number;
}

export function createResolver(options: ResolverOptions = {}): Resolver {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const bounds = options.cache ?? { entries: CACHE_ENTRIES, maxAgeMs: CACHE_AGE_MS };
  const hosts = options.hosts ?? createHostsTable();
  const now = options.now ?? Date.now;
  const dns = new DnsResolver({ timeout: Math.ceil(timeoutMs / (TRIES + 1)), tries: TRIES });
  if (options.servers !== undefined) dns.setServers([...options.servers]);
  const cache = new Map<string, CacheEntry>();

  const ask = async (name: string, entry: CacheEntry): Promise<Resolution> => {
    const fixed = await hosts.find(name);
    if (fixed.length > 0) return { kind: 'resolved', addresses: fixed };
    const answers = await withDeadline(askDns(dns, name), timeoutMs);
    const ageMs = answers.kind === 'failed' ? FAILURE_AGE_MS : answers.ttlMs;
    entry.expiresAt = now() + Math.min(ageMs, bounds.maxAgeMs);
    if (answers.kind === 'failed') return answers;
    return { kind: 'resolved', addresses: answers.addresses };
  };

  return {
    resolve(name) {
      const known = cache.get(name);
      if (known !== undefined && known.expiresAt > now()) return known.resolution;
      const entry: CacheEntry = {
        resolution: Promise.resolve({ kind: 'failed', error: 'resolution_failed' }),
        expiresAt: now() + bounds.maxAgeMs,
      };
      entry.resolution = ask(name, entry).catch(() => ({
        // An unreadable hosts file or a name that c-ares refuses: there is no address to dial.
        kind: 'failed',
        error: 'resolution_failed',
      }));
      cache.delete(name);
      cache.set(name, entry);
      if (cache.size > bounds.entries) evictOldest(cache);
      return entry.resolution;
    },
    close: () => dns.cancel(),
  };
}

function evictOldest(cache: Map<string, CacheEntry>): void {
  for (const name of cache.keys()) {
    cache.delete(name);
    return;
  }
}

type DnsAnswers = ({ kind: 'answered' } & Answers) | { kind: 'failed'; error: ResolutionError };

/** Whichever family answers counts; an address that was not answered is never dialled. */
async function askDns(dns: DnsResolver, name: string): Promise<DnsAnswers> {
  const settled = await Promise.allSettled([
    dns.resolve4(name, { ttl: true }),
    dns.resolve6(name, { ttl: true }),
  ]);
  const records = settled.flatMap((family) => (family.status === 'fulfilled' ? family.value : []));
  if (records.length > 0) {
    const ttlMs = Math.min(...records.map(({ ttl }) => ttl)) * 1_000;
    return { kind: 'answered', addresses: records.map(({ address }) => address), ttlMs };
  }
  const codes = settled.map((family) =>
    family.status === 'rejected' ? errorCode(family.reason) : 'ENODATA',
  );
  return { kind: 'failed', error: resolutionError(codes) };
}

function resolutionError(codes: string[]): ResolutionError {
  if (codes.every((code) => code === 'ENOTFOUND' || code === 'ENODATA')) return 'name_not_resolved';
  if (codes.includes('ETIMEOUT')) return 'resolution_timeout';
  if (codes.includes('ENOTFOUND')) return 'name_not_resolved';
  return 'resolution_failed';
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** c-ares counts per try and per server; this holds whatever the system's list of servers. */
async function withDeadline(answer: Promise<DnsAnswers>, timeoutMs: number): Promise<DnsAnswers> {
  const { promise, resolve } = Promise.withResolvers<DnsAnswers>();
  const timer = setTimeout(
    () => resolve({ kind: 'failed', error: 'resolution_timeout' }),
    timeoutMs,
  );
  try {
    return await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
  }
}
