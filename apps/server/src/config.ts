/**
 * The server's settings: the only reader of the environment. Every fault is found in one pass and
 * told in one message, so that nobody has to start the server once for each.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { UserRole } from '@webhood/contract';
import { parseNetworks } from '@webhood/network-policy';
import { readTracing, type TracingSettings } from '@webhood/tracing';
import { readArtifactOrigin, readExternalUrl } from './config-addresses.ts';
import { readQuotas, readRateLimit } from './config-limits.ts';
import { readSecondFactorRoles } from './config-second-factor.ts';
import { readSingleSignOn } from './config-single-sign-on.ts';
import { readStorage } from './config-storage.ts';
import type { SingleSignOnSettings } from './features/accounts/accounts.service.ts';
import type { QuotaLimits } from './features/scans/quota.service.ts';
import type { GivenSecret } from './features/security-checklist/security-checklist.service.ts';
import type { StorageSettings } from './platform/blob-store/storage-settings.ts';
import { secretWeakness } from './platform/crypto/secret-strength.ts';
import { type Network, parseNetwork } from './platform/http/networks.ts';
import { LOG_LEVELS, type LogLevel } from './platform/log/levels.ts';

export interface Config {
  /** Undefined: kept in the data folder, made on first start. */
  secret: string | undefined;
  /** Undefined: the embedded PostgreSQL in the data folder. */
  databaseUrl: string | undefined;
  /** Owns the tables; undefined: the role of `databaseUrl` does. */
  migrationUrl: string | undefined;
  dataDir: string;
  storage: StorageSettings;
  externalUrl: URL;
  /** Where evidence is served from; undefined: the console's own origin. */
  artifactOrigin: URL | undefined;
  httpsPort: number;
  /** 0: no plain HTTP at all. */
  httpPort: number;
  /** Undefined: self-signed, in the data folder. */
  tls: { certFile: string; keyFile: string } | undefined;
  behindProxy: Network[];
  /** Empty: everyone may connect. */
  allowedNetworks: Network[];
  quotas: QuotaLimits;
  /** Of one user or token. */
  requestsPerMinute: number;
  /** CIDRs beyond the public internet that webhooks may be sent to. */
  webhookNetworks: string[];
  selfRegister: boolean;
  singleSignOn: SingleSignOnSettings | undefined;
  /** Roles that may do nothing without a second factor. */
  secondFactorRoles: UserRole[];
  logLevel: LogLevel;
  tracing: TracingSettings;
  /** How long requests in flight may take to end once we stop. */
  stopGraceMs: number;
  /** Every secret that the environment gives, for the security checklist. */
  givenSecrets: readonly GivenSecret[];
}

export type ParsedConfig =
  | { kind: 'valid'; config: Config }
  /** `config` has defaults where the faults are: to be looked at, not to start with. */
  | { kind: 'faulty'; config: Config; faults: string[]; message: string };

type Env = Record<string, string | undefined>;

/** Longer than a large upload over a slow line takes helps nobody who waits for the restart. */
const STOP_GRACE_SECONDS = { default: 10, most: 300 } as const;

const HOW_TO_MAKE_A_SECRET = 'make one with: openssl rand -base64 48';

/** Reads values and collects what is wrong with them. */
function createReader(env: Env, readFile: (path: string) => string) {
  const faults: string[] = [];
  const given: GivenSecret[] = [];

  function text(name: string): string | undefined {
    const value = env[name]?.trim();
    return value === '' ? undefined : value;
  }

  /** The value itself or what the file named by `NAME_FILE` holds. */
  function secret(name: string): string | undefined {
    const value = readSecretValue(name);
    if (value !== undefined) given.push({ name, value, file: text(`${name}_FILE`) });
    return value;
  }

  function readSecretValue(name: string): string | undefined {
    const path = text(`${name}_FILE`);
    const value = text(name);
    if (path === undefined) return value;
    if (value !== undefined) {
      faults.push(`${name} and ${name}_FILE are both set: keep one of them`);
      return undefined;
    }
    try {
      const content = readFile(path).trim();
      if (content === '') faults.push(`${name}_FILE names an empty file`);
      return content || undefined;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
      faults.push(`${name}_FILE cannot be read (${code})`);
      return undefined;
    }
  }

  function port(name: string, fallback: number, least: number): number {
    const value = text(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (/^\d{1,5}$/.test(value) && number >= least && number <= 65_535) return number;
    faults.push(`${name} must be a port between ${least} and 65535`);
    return fallback;
  }

  function flag(name: string): boolean {
    const value = text(name)?.toLowerCase();
    if (value === 'true') return true;
    if (value !== undefined && value !== 'false') faults.push(`${name} must be true or false`);
    return false;
  }

  function networks(name: string): Network[] {
    const entries = text(name)?.split(/[\s,]+/) ?? [];
    return entries.filter(Boolean).flatMap((entry) => {
      const network = parseNetwork(entry);
      if (network) return [network];
      faults.push(`${name} has an entry that is not a network: write CIDRs such as 10.0.0.0/8`);
      return [];
    });
  }

  return { faults, given, text, secret, port, flag, networks };
}

type Reader = ReturnType<typeof createReader>;

function readSecret(reader: Reader): string | undefined {
  const secret = reader.secret('WEBHOOD_SECRET');
  const weakness = secret === undefined ? undefined : secretWeakness(secret);
  if (weakness) reader.faults.push(`WEBHOOD_SECRET ${weakness}: ${HOW_TO_MAKE_A_SECRET}`);
  return secret;
}

function readDatabaseUrl(reader: Reader, name: string): string | undefined {
  const value = reader.secret(name);
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (url && /^postgres(ql)?:$/.test(url.protocol)) return value;
  reader.faults.push(`${name} must be like postgresql://user:password@host:5432/database`);
  return undefined;
}

function readTls(reader: Reader): Config['tls'] {
  const certFile = reader.text('WEBHOOD_TLS_CERT');
  const keyFile = reader.text('WEBHOOD_TLS_KEY');
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined) {
    reader.faults.push('WEBHOOD_TLS_CERT and WEBHOOD_TLS_KEY must be given together');
    return undefined;
  }
  return { certFile: resolve(certFile), keyFile: resolve(keyFile) };
}

function readWebhookNetworks(reader: Reader): string[] {
  const entries = (reader.text('WEBHOOD_WEBHOOK_NETWORKS')?.split(/[\s,]+/) ?? []).filter(Boolean);
  const parsed = parseNetworks(entries);
  if (parsed.kind === 'valid') return entries;
  reader.faults.push(`WEBHOOD_WEBHOOK_NETWORKS: ${parsed.faults.join(' ')}`);
  return [];
}

function readLogLevel(reader: Reader): LogLevel {
  const value = reader.text('LOG_LEVEL') ?? 'info';
  const level = LOG_LEVELS.find((known) => known === value);
  if (level) return level;
  reader.faults.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);
  return 'info';
}

function readStopGrace(reader: Reader): number {
  const text = reader.text('WEBHOOD_STOP_GRACE') ?? String(STOP_GRACE_SECONDS.default);
  const seconds = Number(text);
  if (/^\d{1,3}$/.test(text) && seconds <= STOP_GRACE_SECONDS.most) return seconds * 1_000;
  reader.faults.push(
    `WEBHOOD_STOP_GRACE must be a whole number of seconds up to ${STOP_GRACE_SECONDS.most}`,
  );
  return STOP_GRACE_SECONDS.default * 1_000;
}

export function parseConfig(
  env: Env,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): ParsedConfig {
  const reader = createReader(env, readFile);
  const dataDir = resolve(reader.text('WEBHOOD_DATA_DIR') ?? 'data');
  const httpsPort = reader.port('WEBHOOD_HTTPS_PORT', 8443, 1);
  const externalUrl = readExternalUrl(reader, httpsPort);
  const config: Config = {
    secret: readSecret(reader),
    databaseUrl: readDatabaseUrl(reader, 'DATABASE_URL'),
    migrationUrl: readDatabaseUrl(reader, 'DATABASE_MIGRATION_URL'),
    dataDir,
    storage: readStorage(reader, dataDir),
    externalUrl,
    artifactOrigin: readArtifactOrigin(reader, externalUrl),
    httpsPort,
    httpPort: reader.port('WEBHOOD_HTTP_PORT', 8000, 0),
    tls: readTls(reader),
    behindProxy: reader.networks('WEBHOOD_BEHIND_PROXY'),
    allowedNetworks: reader.networks('WEBHOOD_ALLOWED_NETWORKS'),
    quotas: readQuotas(reader),
    requestsPerMinute: readRateLimit(reader),
    webhookNetworks: readWebhookNetworks(reader),
    selfRegister: reader.flag('SELF_REGISTER'),
    singleSignOn: readSingleSignOn(reader),
    secondFactorRoles: readSecondFactorRoles(reader),
    logLevel: readLogLevel(reader),
    tracing: readTracing(reader.text, reader.faults),
    stopGraceMs: readStopGrace(reader),
    givenSecrets: reader.given,
  };
  if (config.httpPort !== 0 && config.httpPort === httpsPort) {
    reader.faults.push('WEBHOOD_HTTP_PORT and WEBHOOD_HTTPS_PORT must differ');
  }
  if (config.migrationUrl !== undefined && config.databaseUrl === undefined) {
    reader.faults.push('DATABASE_MIGRATION_URL needs DATABASE_URL, of a role with fewer rights');
  }
  if (reader.faults.length === 0) return { kind: 'valid', config };
  return { kind: 'faulty', config, faults: reader.faults, message: messageOf(reader.faults) };
}

function messageOf(faults: string[]): string {
  return `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults
    .map((fault) => `  - ${fault}`)
    .join('\n')}`;
}
