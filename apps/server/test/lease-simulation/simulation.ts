/** Many races in lanes side by side on two servers, one database and one artifact store. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type ScanServerOptions, type ScanServers, startScanServers } from '../scan-server.ts';
import { createLane } from './lane.ts';
import type { Violation } from './ledger.ts';
import { runRace } from './race.ts';
import { createRandom } from './random.ts';

const SERVERS = 2;
const LANES = 8;
/** After a violation the other races need not be run. */
const ENOUGH_VIOLATIONS = 1;

export interface SimulationSettings extends ScanServerOptions {
  seed: number;
  races: number;
  /** The first race's number: with `races: 1` it replays one. */
  firstRace?: number;
  rate?: number;
  /** For a run that takes minutes. */
  onRace?: (done: number) => void;
  /** Before the store is looked through at the end. */
  beforeCheck?: (all: ScanServers) => Promise<void>;
}

export interface SimulationResult {
  seed: number;
  races: number;
  /** Scans at their end by state, and the leases that they took. */
  scans: Record<string, number>;
  leases: number;
  artifacts: number;
  faults: Record<string, number>;
  violations: Violation[];
}

export async function simulate(settings: SimulationSettings): Promise<SimulationResult> {
  const { seed, races, firstRace = 0, rate = 0.1 } = settings;
  const all = await startScanServers(SERVERS, settings);
  const faults: Record<string, number> = {};
  const violations: Violation[] = [];
  const tally = (fault: string): void => {
    faults[fault] = (faults[fault] ?? 0) + 1;
  };
  try {
    const ports = await listenAll(all);
    const restartServer = createRestarts(all, ports);
    let next = firstRace;
    let done = 0;
    const runLane = async (number: number): Promise<void> => {
      const lane = await createLane(all, number, () => ports);
      try {
        while (next < firstRace + races && violations.length < ENOUGH_VIOLATIONS) {
          const race = next++;
          const random = createRandom(seed, race);
          const deps = { race, rate, random, restartServer, tally };
          violations.push(...(await runRace(all, lane, deps)));
          settings.onRace?.(++done);
        }
      } finally {
        lane.close();
      }
    };
    await Promise.all(Array.from({ length: LANES }, (_, number) => runLane(number + 1)));
    await settings.beforeCheck?.(all);
    violations.push(...(await checkWhole(all)));
    return { seed, races, faults, violations, ...(await countWhole(all)) };
  } finally {
    await all.close();
  }
}

async function listenAll(all: ScanServers): Promise<number[]> {
  const ports: number[] = [];
  for (const [index] of all.servers.entries()) ports[index] = await listen(all, index);
  return ports;
}

async function listen({ servers }: ScanServers, index: number): Promise<number> {
  const server = servers[index];
  if (!server) throw new Error(`there is no server ${index}`);
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  return (server.app.server.address() as AddressInfo).port;
}

/** One server at a time, each in turn; who asks for one while it happens gets the same. */
function createRestarts(all: ScanServers, ports: number[]): () => Promise<void> {
  let running: Promise<void> | undefined;
  let turn = 0;
  const restart = async (): Promise<void> => {
    const index = turn++ % all.servers.length;
    await all.restart(index);
    ports[index] = await listen(all, index);
  };
  return () => {
    running ??= restart().finally(() => {
      running = undefined;
    });
    return running;
  };
}

/** Every scan there is, also those whose acceptance nobody heard of. */
async function checkWhole({ database, blobDir }: ScanServers): Promise<Violation[]> {
  const found: Violation[] = [];
  const violate = (kind: Violation['kind'], scanId: string, detail: string) =>
    found.push({ kind, scanId, detail, race: -1 });
  const { db } = database;
  const open = await db
    .selectFrom('scans')
    .select(['id', 'state'])
    .where('state', 'not in', ['done', 'error', 'cancelled'])
    .execute();
  for (const { id, state } of open) violate('lost', id, `${state} after all`);
  const artifacts = await db.selectFrom('artifacts').selectAll().execute();
  for (const { scan_id, path, sha256 } of artifacts) {
    const file = join(blobDir, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    const content = await readFile(file).catch(() => Buffer.alloc(0));
    const hash = createHash('sha256').update(content).digest('hex');
    if (hash !== sha256) violate('torn', scan_id, `${path} has changed in the store`);
  }
  return found;
}

async function countWhole({ database: { db } }: ScanServers) {
  const states = await db
    .selectFrom('scans')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  const count = async (table: 'scan_attempts' | 'artifacts') =>
    (
      await db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
    ).count;
  return {
    scans: Object.fromEntries(states.map((row) => [row.state, row.count])),
    leases: await count('scan_attempts'),
    artifacts: await count('artifacts'),
  };
}
