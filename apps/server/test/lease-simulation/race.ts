/**
 * One race: a scan is submitted, two scanners fight over it while calls get lost, come twice or
 * late, leases run out and servers are replaced. Then the faults end, and so must the scan.
 */
import type { ScanServers } from '../scan-server.ts';
import { inspect } from './inspect.ts';
import type { Lane } from './lane.ts';
import { createLedger, type Violation } from './ledger.ts';
import type { Random } from './random.ts';
import { createSimulatedScanner, type RaceDeps, type SimulatedScanner } from './scanner.ts';

/** Turns with faults; most races have ended long before. */
const TURNS = 60;
/** Turns without faults until every scan has ended: each takes six calls and three attempts. */
const QUIET_TURNS = 60;
const SUBMISSIONS = 20;

const EVENTS = ['lease_ends', 'lease_is_swept', 'scanner_crashes', 'scanner_stalls', 'late_call'];
/** Of the events: rarer ones, as each touches every race under way or ends its own. */
const RESTART = 0.02;
const CANCEL = 0.03;

export interface RaceSettings {
  race: number;
  /** How often a call, or a turn, meets a fault: 0.1 is one in ten. */
  rate: number;
  random: Random;
  restartServer(): Promise<void>;
  tally(fault: string): void;
}

export async function runRace(
  all: ScanServers,
  lane: Lane,
  { race, rate, random, restartServer, tally }: RaceSettings,
): Promise<Violation[]> {
  const ledger = createLedger(race);
  let isQuiet = false;
  const deps: RaceDeps = {
    lane,
    ledger,
    random,
    tally,
    delayed: [],
    rate: () => (isQuiet ? 0 : rate),
  };
  const scanners = lane.scanners.map((id) => createSimulatedScanner(id, deps));
  const stalled = new Set<SimulatedScanner>();

  async function endLease(isSwept: boolean): Promise<void> {
    for (const scan of await lane.open()) {
      if (scan.state !== 'running' || !(await lane.letLeaseEnd(scan))) continue;
      ledger.expired(scan.id, scan.attempt);
      if (isSwept) await lane.sweep(random.below(2));
    }
  }

  async function deliverLate(): Promise<void> {
    const [late] = deps.delayed.splice(random.below(Math.max(1, deps.delayed.length)), 1);
    await late?.();
  }

  async function event(): Promise<void> {
    if (random.chance(RESTART)) {
      tally('server_restarts');
      return restartServer();
    }
    if (random.chance(CANCEL)) {
      tally('cancelled');
      for (const { id } of await lane.open()) await lane.cancel(random.below(2), id);
      return;
    }
    const name = random.pick(EVENTS);
    tally(name);
    const scanner = random.pick(scanners);
    if (name === 'lease_ends') await endLease(false);
    else if (name === 'lease_is_swept') await endLease(true);
    else if (name === 'scanner_crashes') scanner.crash();
    else if (name === 'scanner_stalls') stalled.add(scanner);
    else await deliverLate();
  }

  async function submit(): Promise<void> {
    for (let tried = 0; tried < SUBMISSIONS; tried += 1) {
      const id = await lane.submit(random.below(2));
      if (id === undefined) continue;
      ledger.accepted(id);
      return;
    }
    throw new Error(`race ${race}: no server takes a scan`);
  }

  async function raceOn(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn += 1) {
      if (random.chance(rate)) await event();
      if (deps.delayed.length > 0 && random.chance(0.2)) await deliverLate();
      const scanner = random.pick(scanners);
      if (stalled.has(scanner) && !random.chance(0.1)) continue;
      stalled.delete(scanner);
      if (await scanner.turn()) continue;
      if ((await lane.open()).length === 0) return;
      await lane.letBackOffEnd();
    }
  }

  /** Nothing goes wrong any more: whatever was accepted must come to its end. */
  async function settle(): Promise<void> {
    isQuiet = true;
    for (let turn = 0; turn < QUIET_TURNS; turn += 1) {
      const open = await lane.open();
      if (open.length === 0) break;
      const scanner = scanners.find((each) => each.holding()) ?? scanners[0];
      if (await scanner?.turn()) continue;
      // What nobody works on any more was lost on its way.
      await endLease(true);
      await lane.letBackOffEnd();
    }
    for (const scanId of ledger.scans.keys()) ledger.ended(scanId);
    while (deps.delayed.length > 0) await deliverLate();
    for (const scanner of scanners) while (scanner.holding()) await scanner.turn();
  }

  await submit();
  await raceOn();
  await settle();
  for (const scanId of ledger.scans.keys()) await inspect(all.database, lane, ledger, scanId);
  return ledger.violations;
}
