import {
  type CreatedScanner,
  canWorkTogether,
  PROTOCOL,
  type Scanner,
  type ScanOptions,
  type UpdateScanner,
} from '@webhood/contract';
import type { Logger } from 'pino';
import { equalHashes } from '../../platform/crypto/equal.ts';
import type { Keyring } from '../../platform/crypto/keyring.ts';
import { newId, newToken, tokenId } from '../../platform/crypto/opaque-token.ts';
import { createSealedValues } from '../../platform/crypto/sealed-values.ts';
import { AppError, notFound } from '../../platform/http/app-error.ts';
import type { Authorised, ScannerPrincipal } from '../accounts/authorisation.service.ts';
import { optionsOn, presentConfiguration, recordOf } from './scanner-configuration.ts';
import type { ScannerRecord, ScannerSighting, ScannerStore } from './scanners.store.ts';

interface ScannerServiceDeps {
  store: ScannerStore;
  keyring: Keyring;
  log: Logger;
}

/** The scanner that runs beside the server on the same machine. */
const LOCAL_NAME = 'local';

function presentScanner(record: ScannerRecord): Scanner {
  return {
    id: record.id,
    name: record.name,
    created: record.created_at.toISOString(),
    connected: record.connected,
    lastSeen: record.last_seen_at?.toISOString() ?? null,
    version: record.version,
    browserVersion: record.browser_version,
    concurrency: record.concurrency,
    allowNetworks: record.allow_networks,
    running: record.running,
    labels: record.labels,
    paused: record.paused,
    configuration: presentConfiguration(record),
    protocol: record.protocol,
    state: stateOf(record),
  };
}

function stateOf(record: ScannerRecord): Scanner['state'] {
  if (!record.connected) return 'away';
  if (!canWorkTogether(PROTOCOL, record.protocol)) return 'refused';
  if (record.paused) return 'paused';
  const slots = Math.min(record.concurrency, record.at_once ?? record.concurrency);
  return record.running >= slots ? 'busy' : 'ready';
}

export function createScannerService({ store, keyring, log }: ScannerServiceDeps) {
  const values = createSealedValues(keyring);
  type Manage = Authorised<'scanners.manage'>;
  const hash = (token: string): string => keyring.hash('scanner-token', token);

  async function create({ principal }: Manage, name: string): Promise<CreatedScanner> {
    const id = newId();
    const token = newToken(id);
    if (!(await store.insert({ id, name, token_hash: hash(token) }))) {
      throw new AppError('conflict', 'There is a scanner of that name already.');
    }
    log.info({ scannerId: id, by: principal.id }, 'scanner.created');
    return { id, name, token };
  }

  /** A new token; the old one ends. */
  async function renewToken({ principal }: Manage, id: string): Promise<CreatedScanner> {
    const token = newToken(id);
    const name = await store.replaceToken(id, hash(token));
    if (name === undefined) throw notFound('scanner');
    log.info({ scannerId: id, by: principal.id }, 'scanner.token_renewed');
    return { id, name, token };
  }

  return {
    create,
    renewToken,

    list: async (_: Authorised<'scanners.read'>): Promise<Scanner[]> =>
      (await store.list()).map(presentScanner),

    /** Labels, pausing and configuration. @throws AppError `not_found` */
    update: async ({ principal }: Manage, id: string, change: UpdateScanner): Promise<Scanner> => {
      const labels = change.labels && [...new Set(change.labels)].toSorted();
      const configuration = recordOf(id, change.configuration ?? {}, values);
      const changed = await store.update(id, { paused: change.paused, labels, configuration });
      const record = (await store.list()).find((each) => each.id === id);
      if (!changed || !record) throw notFound('scanner');
      // Names alone: a proxy has a password.
      const fields = [...Object.keys(change), ...Object.keys(change.configuration ?? {})];
      log.info({ scannerId: id, by: principal.id, fields }, 'scanner.changed');
      return presentScanner(record);
    },

    /** Its token ends; scans it has made keep its name. @throws AppError `not_found` */
    remove: async ({ principal }: Manage, id: string): Promise<void> => {
      if (!(await store.remove(id))) throw notFound('scanner');
      log.info({ scannerId: id, by: principal.id }, 'scanner.removed');
    },

    /** The scanner named `local`, made when absent, with a new token. */
    ensureLocal: async (may: Manage): Promise<CreatedScanner> => {
      const known = await store.findByName(LOCAL_NAME);
      return known ? renewToken(may, known.id) : create(may, LOCAL_NAME);
    },

    /** Who a presented token belongs to; undefined when it is malformed, wrong or ended. */
    verify: async (token: string): Promise<ScannerPrincipal | undefined> => {
      const id = tokenId(token);
      const candidate = id === undefined ? undefined : await store.candidate(id);
      if (!candidate?.token_hash || !equalHashes(candidate.token_hash, hash(token))) {
        return undefined;
      }
      const { id: scannerId, name, token_hash: tokenHash } = candidate;
      return { kind: 'scanner', id: scannerId, name, tokenHash };
    },

    /** Records what a scanner says of itself when it asks for work. */
    seen: (id: string, sighting: ScannerSighting) => store.seen(id, sighting),

    /** Of a scan that this scanner was given; undefined when its proxy cannot be read any more. */
    optionsOn: async (id: string, options: ScanOptions): Promise<ScanOptions | undefined> => {
      const record = await store.configuration(id);
      return record ? optionsOn(id, record, options, values) : options;
    },

    /** By id or name; what it may scan is what it last said. */
    find: (idOrName: string) => store.find(idOrName),

    /** One list of CIDRs beyond the public internet for each scanner that has these labels. */
    allowedNetworks: (labels: string[] = []): Promise<string[][]> => store.allowedNetworks(labels),
    /** For metrics. */
    figures: async () =>
      (await store.list()).map((record) => ({
        name: record.name,
        state: stateOf(record),
        slots: record.concurrency,
        browserBuilt: record.posture?.browserBuilt
          ? new Date(record.posture.browserBuilt)
          : undefined,
      })),
    /** What each says of how its browser is held in. */
    postures: () => store.postures(),
  };
}

export type ScannerService = ReturnType<typeof createScannerService>;
