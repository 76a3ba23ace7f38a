import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { observed } from '../../../../test/observed.ts';
import type { Violation } from './ledger.ts';
import { MUTANTS } from './mutants.ts';
import { simulate } from './simulation.ts';

/** `node bench/lease-races.ts` runs ten thousand. */
const RACES = 150;
/** Each mutant is found within some dozens of races, most of the time; it stops at the first violation. */
const MUTANT_RACES = 150;
/** What a call that is cut off leads to depends on the moment, so one seed may miss a mutant. */
const MUTANT_SEEDS = 6;
const TIMEOUT_MS = 300_000;

/** What failed once can be run again: LEASE_SEED=… */
const seed = Number(process.env.LEASE_SEED ?? randomInt(2 ** 31));

test(`${RACES} races at 10 % faults lose nothing, double nothing and tear nothing (LEASE_SEED=${seed})`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const result = await simulate({ seed, races: RACES });
  expect(result.violations).toEqual([]);
  expect(result.scans.done).toBeGreaterThan(RACES / 2);
  expect(result.leases).toBeGreaterThan(RACES);
  // Every kind of fault has happened: a simulation in which nothing goes wrong shows nothing.
  expect(Object.keys(result.faults).length).toBeGreaterThanOrEqual(12);
  observed(
    `${RACES} races: ${result.leases} leases, ${result.scans.done} done, ${result.violations.length} violations`,
  );
});

test.each(Object.entries(MUTANTS))(
  'the simulation finds %s',
  { timeout: TIMEOUT_MS },
  async (name, leaseStore) => {
    let found: Violation[] = [];
    for (let more = 0; more < MUTANT_SEEDS && found.length === 0; more += 1) {
      const plan = { seed: seed + more, races: MUTANT_RACES, leaseStore };
      found = (await simulate(plan)).violations;
    }
    expect(found).not.toEqual([]);
    observed(`${name}: ${found[0]?.kind} (${found[0]?.detail})`);
  },
);

test('the simulation finds an artifact of which one byte has changed', async () => {
  const { violations } = await simulate({
    seed,
    races: 3,
    rate: 0,
    beforeCheck: async ({ database, blobDir }) => {
      const { sha256 } = await database.db
        .selectFrom('artifacts')
        .select('sha256')
        .executeTakeFirstOrThrow();
      await writeFile(join(blobDir, sha256.slice(0, 2), sha256.slice(2, 4), sha256), 'changed');
    },
  });
  expect(violations.map(({ kind }) => kind)).toEqual(['torn']);
});
