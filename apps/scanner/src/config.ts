import { availableParallelism, totalmem } from 'node:os';
import { parseNetworks as parsePolicyNetworks } from '@webhood/network-policy';
import { readTracing, type TracingSettings } from '@webhood/tracing';
import { type BrowserNetworkMode, parseBrowserNetwork } from './browser/browser-network.ts';
import { type FoundBrowser, findBrowser } from './browser/find-browser.ts';
import { parseLimits } from './capture/adjustable-limits.ts';
import type { CaptureLimits } from './capture/limits.ts';
import type { ScannerProxies } from './egress/upstream/routes.ts';
import { readProxies } from './proxy-settings.ts';
import { type Environment, readBoundedFile, readVariable } from './read-variable.ts';

export interface ScannerConfig {
  endpoint: URL;
  token: string;
  /** PEM that the server is verified against besides the system's authorities. */
  ca: string | undefined;
  concurrency: number;
  allowNetworks: string[];
  /** `SCANNER_NO_PRIVATE_IPS=false` was given: every private network may be scanned. */
  allowsPrivate: boolean;
  /** Upstream proxies of scanned traffic. */
  proxies: ScannerProxies | undefined;
  chromePath: string;
  browserNetwork: BrowserNetworkMode;
  /** Bounds of a capture that differ from their defaults. */
  limits: Partial<CaptureLimits>;
  logLevel: string;
  tracing: TracingSettings;
  /** How long running scans may take to end once we stop; then they are handed back. */
  stopGraceMs: number;
}

export type ParsedConfig =
  | { kind: 'valid'; config: ScannerConfig }
  | { kind: 'invalid'; code: 'invalid_configuration' | 'browser_missing'; faults: string[] };

/** RFC 1918, RFC 6598, RFC 4193 and loopback: what Webhood's own switch opens. */
const PRIVATE_NETWORKS = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '::1/128',
  'fc00::/7',
];
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
/** Twice what keeps a core busy: the rest is for scans that wait, and is let in only then. */
const SCANS_PER_CORE = 4;
/** A heavy page with its share of the browser. */
const BYTES_PER_SCAN = 768 * 1024 * 1024;
const MAX_CONCURRENCY = 64;
/** Container runtimes kill after ten seconds; handing scans back must fit in between. */
const STOP_GRACE_SECONDS = { default: 5, most: 600 } as const;
export function parseConfig(
  env: Environment,
  deps: {
    readFile?: (path: string) => string;
    find?: (chromePath: string | undefined) => FoundBrowser;
  } = {},
): ParsedConfig {
  const faults: string[] = [];
  const readFile = deps.readFile ?? readBoundedFile;
  const read = (name: string): string | undefined => readVariable(env, name, faults, readFile);

  const endpoint = parseEndpoint(read('ENDPOINT'), faults);
  const token = read('SCANNER_TOKEN');
  if (token === undefined) faults.push('SCANNER_TOKEN is not set');
  else if (!/^[\x21-\x7e]{16,512}$/.test(token)) faults.push('SCANNER_TOKEN is not a token');
  const ca = parseCa(read('WEBHOOD_CA'), readFile, faults);
  const concurrency = parseConcurrency(read('SCANNER_CONCURRENCY'), faults);
  const allowsPrivate = parseNoPrivate(read('SCANNER_NO_PRIVATE_IPS'), faults) === false;
  const allowNetworks = parseNetworks(read('SCANNER_ALLOW_NETWORKS'), faults);
  const { limits, faults: limitFaults } = parseLimits(read('SCANNER_LIMITS'));
  faults.push(...limitFaults);
  const logLevel = read('LOG_LEVEL') ?? 'info';
  if (!LOG_LEVELS.includes(logLevel)) faults.push(`LOG_LEVEL is none of ${LOG_LEVELS.join(', ')}`);
  const tracing = readTracing(read, faults);
  const stopGraceMs = parseStopGrace(read('SCANNER_STOP_GRACE'), faults);
  const proxies = readProxies(read, faults);
  const browserNetwork = parseBrowserNetwork(read('SCANNER_BROWSER_NETWORK'), faults);
  const find = deps.find ?? ((chromePath) => findBrowser({ chromePath, path: env.PATH }));
  const browser = find(read('SCANNER_CHROME_PATH'));
  const isOtherwiseValid = faults.length === 0;
  if (browser.kind === 'missing') faults.push(browser.message);

  if (faults.length > 0 || !endpoint || token === undefined || browser.kind === 'missing') {
    return {
      kind: 'invalid',
      code: isOtherwiseValid ? 'browser_missing' : 'invalid_configuration',
      faults,
    };
  }
  return {
    kind: 'valid',
    config: {
      endpoint,
      token,
      ca,
      concurrency,
      allowNetworks: allowsPrivate
        ? [...new Set([...allowNetworks, ...PRIVATE_NETWORKS])]
        : allowNetworks,
      allowsPrivate,
      proxies,
      chromePath: browser.path,
      browserNetwork,
      limits,
      logLevel,
      tracing,
      stopGraceMs,
    },
  };
}

function parseEndpoint(value: string | undefined, faults: string[]): URL | undefined {
  if (value === undefined) {
    faults.push(
      'ENDPOINT is not set: the address of the server, for example https://localhost:8443',
    );
    return undefined;
  }
  if (!URL.canParse(value)) {
    faults.push('ENDPOINT is not a URL');
    return undefined;
  }
  const url = new URL(value);
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)) return url;
  faults.push('ENDPOINT must begin with https:// (the token would be readable on the way)');
  return undefined;
}

function parseCa(
  path: string | undefined,
  readFile: (path: string) => string,
  faults: string[],
): string | undefined {
  if (path === undefined) return undefined;
  // Through WEBHOOD_CA_FILE the certificates themselves arrive here.
  if (path.includes('-----BEGIN CERTIFICATE-----')) return path;
  try {
    const pem = readFile(path);
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
    faults.push(`WEBHOOD_CA names ${path}, which holds no PEM certificate`);
  } catch (error) {
    faults.push(`WEBHOOD_CA cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  return undefined;
}

function parseConcurrency(value: string | undefined, faults: string[]): number {
  if (value === undefined) {
    const byCores = availableParallelism() * SCANS_PER_CORE;
    const byMemory = Math.floor(totalmem() / 2 / BYTES_PER_SCAN);
    return Math.max(1, Math.min(byCores, byMemory, MAX_CONCURRENCY));
  }
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= MAX_CONCURRENCY) return number;
  faults.push(`SCANNER_CONCURRENCY must be a whole number from 1 to ${MAX_CONCURRENCY}`);
  return 1;
}

function parseStopGrace(value: string | undefined, faults: string[]): number {
  const text = value ?? String(STOP_GRACE_SECONDS.default);
  const seconds = Number(text);
  if (/^\d{1,3}$/.test(text) && seconds <= STOP_GRACE_SECONDS.most) return seconds * 1_000;
  faults.push(
    `SCANNER_STOP_GRACE must be a whole number of seconds up to ${STOP_GRACE_SECONDS.most}`,
  );
  return STOP_GRACE_SECONDS.default * 1_000;
}

function parseNoPrivate(value: string | undefined, faults: string[]): boolean {
  if (value === undefined || value === 'true') return true;
  if (value === 'false') return false;
  faults.push('SCANNER_NO_PRIVATE_IPS must be true or false');
  return true;
}

function parseNetworks(value: string | undefined, faults: string[]): string[] {
  const networks = (value ?? '').split(/[\s,]+/).filter((network) => network !== '');
  const parsed = parsePolicyNetworks(networks);
  if (parsed.kind === 'invalid') {
    faults.push(...parsed.faults.map((fault) => `SCANNER_ALLOW_NETWORKS: ${fault}`));
  }
  return networks;
}
