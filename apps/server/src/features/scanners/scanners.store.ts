import type { LeaseRequest, ScannerPosture } from '@webhood/contract';
import { type Expression, sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import { CONFIGURATION_COLUMNS, type ConfigurationRecord } from './scanner-configuration.ts';

export interface ScannerRecord extends ConfigurationRecord {
  id: string;
  name: string;
  created_at: Date;
  last_seen_at: Date | null;
  version: string;
  browser_version: string;
  concurrency: number;
  allow_networks: string[];
  labels: string[];
  paused: boolean;
  protocol: string;
  posture: ScannerPosture | null;
  connected: boolean;
  running: number;
}

/** What is not given stays as it is. */
export interface ScannerChange {
  labels: string[] | undefined;
  paused: boolean | undefined;
  configuration: Partial<ConfigurationRecord>;
}

export interface ScannerCandidate {
  id: string;
  name: string;
  token_hash: string | null;
}

export interface FoundScanner {
  id: string;
  allowNetworks: string[];
  labels: string[];
}

export type ScannerSighting = Pick<
  LeaseRequest,
  'version' | 'browserVersion' | 'concurrency' | 'allowNetworks' | 'protocol' | 'posture'
>;

/** What the security checklist looks at. */
export interface ScannerPostureRecord {
  name: string;
  connected: boolean;
  version: string;
  browser_version: string;
  posture: ScannerPosture | null;
}

/** Two long polls and a little: a scanner that waits for work is never shown as away. */
const CONNECTED_WITHIN = sql`interval '60 seconds'`;

const isConnected = (lastSeen: Expression<Date | null>) =>
  sql<boolean>`coalesce(${lastSeen} > now() - ${CONNECTED_WITHIN}, false)`;

export function createScannerStore(db: Db) {
  /** Every scanner that was not removed. */
  const present = db.selectFrom('scanners').where('removed_at', 'is', null);

  return {
    list: (): Promise<ScannerRecord[]> =>
      present
        .select((scanner) => [
          'id',
          'name',
          'created_at',
          'last_seen_at',
          'version',
          'browser_version',
          'concurrency',
          'allow_networks',
          'labels',
          sql<boolean>`paused_at is not null`.as('paused'),
          'protocol',
          ...CONFIGURATION_COLUMNS,
          'posture',
          isConnected(scanner.ref('last_seen_at')).as('connected'),
          scanner
            .selectFrom('scans')
            .select(sql<number>`count(*)::integer`.as('count'))
            .whereRef('scans.scanner_id', '=', 'scanners.id')
            .where('scans.state', '=', 'running')
            .$asScalar()
            .$notNull()
            .as('running'),
        ])
        .orderBy(sql`lower(name)`)
        .execute(),

    /** False when the name is taken. */
    insert: async (scanner: { id: string; name: string; token_hash: string }): Promise<boolean> => {
      const inserted = await db
        .insertInto('scanners')
        .values(scanner)
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      return inserted !== undefined;
    },

    findByName: (name: string): Promise<{ id: string; name: string } | undefined> =>
      present
        .select(['id', 'name'])
        .where(sql`lower(name)`, '=', name.toLowerCase())
        .executeTakeFirst(),

    find: (idOrName: string): Promise<FoundScanner | undefined> =>
      present
        .select(['id', 'allow_networks as allowNetworks', 'labels'])
        .where((eb) =>
          eb.or([eb('id', '=', idOrName), eb(sql`lower(name)`, '=', idOrName.toLowerCase())]),
        )
        .orderBy(sql`id = ${idOrName}`, 'desc')
        .executeTakeFirst(),

    /** The name of the scanner that now has this token; undefined when there is none. */
    replaceToken: async (id: string, tokenHash: string): Promise<string | undefined> => {
      const updated = await db
        .updateTable('scanners')
        .set({ token_hash: tokenHash })
        .where('id', '=', id)
        .where('removed_at', 'is', null)
        .returning('name')
        .executeTakeFirst();
      return updated?.name;
    },

    /** Its token ends with it. False when there is none. */
    remove: async (id: string): Promise<boolean> => {
      const removed = await db
        .updateTable('scanners')
        .set({ removed_at: sql<Date>`now()`, token_hash: null })
        .where('id', '=', id)
        .where('removed_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      return removed !== undefined;
    },

    candidate: (id: string): Promise<ScannerCandidate | undefined> =>
      present.select(['id', 'name', 'token_hash']).where('id', '=', id).executeTakeFirst(),

    /** Says whether administrators bound how many scans it may run at once. */
    seen: async (id: string, sighting: ScannerSighting): Promise<{ isBounded: boolean }> => {
      const updated = await db
        .updateTable('scanners')
        .set({
          last_seen_at: sql<Date>`now()`,
          version: sighting.version,
          browser_version: sighting.browserVersion,
          concurrency: sighting.concurrency,
          allow_networks: sighting.allowNetworks,
          protocol: sighting.protocol,
          posture: sighting.posture ? JSON.stringify(sighting.posture) : null,
        })
        .where('id', '=', id)
        .returning('at_once')
        .executeTakeFirst();
      return { isBounded: typeof updated?.at_once === 'number' };
    },

    /** Of a scanner that may have been removed meanwhile. */
    configuration: (id: string): Promise<ConfigurationRecord | undefined> =>
      db
        .selectFrom('scanners')
        .select(CONFIGURATION_COLUMNS)
        .where('id', '=', id)
        .executeTakeFirst(),

    /** False when there is none. Scans that wait for what it now is are looked for again. */
    update: async (
      id: string,
      { labels, paused, configuration }: ScannerChange,
    ): Promise<boolean> =>
      db.transaction().execute(async (tx) => {
        const updated = await tx
          .updateTable('scanners')
          .set({
            ...(labels ? { labels: sql<string[]>`${labels}::text[]` } : {}),
            ...(paused === undefined
              ? {}
              : { paused_at: paused ? sql<Date>`coalesce(paused_at, clock_timestamp())` : null }),
            ...configuration,
            id,
          })
          .where('id', '=', id)
          .where('removed_at', 'is', null)
          .returning('id')
          .executeTakeFirst();
        await sql`select pg_notify('scan_queued', '')`.execute(tx);
        return updated !== undefined;
      }),

    postures: (): Promise<ScannerPostureRecord[]> =>
      present
        .select((scanner) => [
          'name',
          isConnected(scanner.ref('last_seen_at')).as('connected'),
          'version',
          'browser_version',
          'posture',
        ])
        .orderBy(sql`lower(name)`)
        .execute(),

    /** Of every scanner that has these labels, connected or not: what one may scan waits until it is back. */
    allowedNetworks: async (labels: string[]): Promise<string[][]> => {
      const rows = await present
        .select('allow_networks')
        .where(sql<boolean>`labels @> ${labels}::text[]`)
        .execute();
      return rows.map(({ allow_networks }) => allow_networks);
    },
  };
}

export type ScannerStore = ReturnType<typeof createScannerStore>;
