// Whether an accepted scan can be lost, doubled or torn: races of the lease protocol at 10 % faults
// on two servers, PostgreSQL and the artifact store, every scan's end and every artifact looked at.
//
//   node bench/lease-races.ts [--races 10000] [--seed N] [--first 0] [--rate 0.1]
//
// Ends with 1 when anything was violated. The seed that it prints, and the number of the race that
// a violation names, replay that race: --seed N --first RACE --races 1.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { simulate } from '../apps/server/test/lease-simulation/simulation.ts';

const REPORT_EVERY = 500;

const { values } = parseArgs({
  options: {
    races: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    first: { type: 'string', default: '0' },
    rate: { type: 'string', default: '0.1' },
  },
});

const [races, seed, firstRace, rate] = [values.races, values.seed, values.first, values.rate].map(
  Number,
) as [number, number, number, number];
console.error(`seed ${seed}`);
const startedAtMs = performance.now();
const result = await simulate({
  seed,
  races,
  firstRace,
  rate,
  onRace: (done) => {
    if (done % REPORT_EVERY === 0) console.error(`${done} races`);
  },
});
const seconds = Math.round((performance.now() - startedAtMs) / 1_000);
const of = (kind: string) => result.violations.filter((each) => each.kind === kind).length;
const verdict = { lost: of('lost'), duplicated: of('duplicated'), torn: of('torn') };
console.log(JSON.stringify({ ...result, ...verdict, fence: of('fence'), seconds }, null, 2));
process.exitCode = result.violations.length === 0 ? 0 : 1;
