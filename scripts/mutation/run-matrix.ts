/**
 * In a copy of the sources with switches: asks every case once to learn which check it meets, then
 * for each mutant the cases that meet it, until one is answered otherwise. Reads the mutants from
 * the file that is named, and prints one line of JSON for each.
 */
import { readFileSync } from 'node:fs';
import {
  type Answer,
  askAs,
  CASES,
  expectedAnswer,
  isAsExpected,
  startWithCallers,
} from '../../apps/server/test/role-matrix.ts';

interface Mutant {
  number: number;
  policy?: { action: string; role: string; given: boolean };
}
type Case = (typeof CASES)[number];

const mutants = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Mutant[];
/** Which is on; 0: none. */
let active: Mutant = { number: 0 };
const met = new Set<string>();

Object.assign(globalThis, {
  skip: (number: number): boolean => {
    met.add(`check ${number}`);
    return number === active.number;
  },
  rolesOf: (action: string, roles: string[]): string[] => {
    met.add(`policy ${action}`);
    const { policy } = active;
    if (policy?.action !== action) return roles;
    return policy.given ? [...roles, policy.role] : roles.filter((each) => each !== policy.role);
  },
});

const keyOf = ({ number, policy }: Mutant): string =>
  policy ? `policy ${policy.action}` : `check ${number}`;

let asked = 0;
/** From another address each time: many thousands are asked within a minute. */
function nextAddress(): string {
  asked += 1;
  return `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`;
}

const callers = await startWithCallers({ requestsPerMinute: 1_000_000 });
const ask = ({ row, caller }: Case): Promise<Answer> => askAs(callers, row, caller, nextAddress());
const isRight = async (each: Case): Promise<boolean> =>
  isAsExpected(await ask(each), expectedAnswer(each.row, each.caller));

const casesOf = new Map<string, Case[]>();
const wrong: string[] = [];
for (const each of CASES) {
  met.clear();
  if (!(await isRight(each))) wrong.push(`${each.row.route} by ${each.caller}`);
  for (const key of met) casesOf.set(key, [...(casesOf.get(key) ?? []), each]);
}
process.stdout.write(`${JSON.stringify({ cases: CASES.length, wrong })}\n`);

/** Refusals tell most of a check that is missing. */
const refusedFirst = (a: Case, b: Case): number =>
  Number(a.row.may.includes(a.caller)) - Number(b.row.may.includes(b.caller));

async function killerOf(mutant: Mutant): Promise<string | undefined> {
  for (const each of (casesOf.get(keyOf(mutant)) ?? []).toSorted(refusedFirst)) {
    active = mutant;
    const answer = await ask(each);
    active = { number: 0 };
    const expected = expectedAnswer(each.row, each.caller);
    // A case that is answered otherwise without the mutant too, because it was asked before, tells nothing.
    if (isAsExpected(answer, expected) || !(await isRight(each))) continue;
    return `${each.row.route} by ${each.caller}: ${answer.status} instead of ${expected.status}`;
  }
  return undefined;
}

for (const mutant of mutants) {
  const killer = await killerOf(mutant);
  const reached = casesOf.has(keyOf(mutant));
  process.stdout.write(`${JSON.stringify({ number: mutant.number, reached, killer })}\n`);
}
await callers.server.close();
