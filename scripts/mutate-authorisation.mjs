/**
 * Shows that no check of authorisation can be lost without a test that fails: takes each away in
 * turn, in a copy of the sources, and prints which case told. Ends with 1 when one told nothing.
 *
 *   node scripts/mutate-authorisation.mjs [--only TEXT]     of which the description has the text
 */
import { spawn } from 'node:child_process';
import { cp, glob, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CHECKS, TESTS_OF_FILE } from './mutation/checks.mjs';
import {
  instrumentCalls,
  instrumentCheck,
  policyMutants,
  withPolicySwitch,
  withSwitch,
} from './mutation/instrument.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const POLICY = 'apps/server/src/features/accounts/authorisation.service.ts';
/** Where requests meet their checks. */
const CALLERS = [
  'apps/server/src/features/**/*.routes.ts',
  'apps/server/src/features/scans/submitters.ts',
];
const COPIED = [
  'apps/server',
  'scripts/mutation',
  'package.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'vitest.config.ts',
];
const LINKED = ['node_modules', 'packages', 'test', 'apps/console', 'apps/scanner', 'apps/cli'];
/** A run of one test file, on a busy machine. */
const TEST_MS = 180_000;

async function copySources(dir) {
  for (const name of COPIED) {
    await cp(join(ROOT, name), join(dir, name), {
      recursive: true,
      filter: (source) => !source.endsWith('node_modules'),
    });
  }
  for (const name of [...LINKED, 'apps/server/node_modules']) {
    await symlink(join(ROOT, name), join(dir, name)).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}

/** Puts every switch into the copy. Resolves to all mutants, numbered from 1. */
async function instrument(dir) {
  const texts = new Map();
  const read = async (file) => texts.get(file) ?? (await readFile(join(ROOT, file), 'utf8'));
  const mutants = [];
  const next = () => mutants.length + 1;
  for await (const file of glob(CALLERS, { cwd: ROOT })) {
    const { text, mutants: found } = instrumentCalls(file, await read(file), next());
    texts.set(file, text);
    const tests = TESTS_OF_FILE[file];
    mutants.push(...found.map((each) => (tests ? { ...each, tests } : each)));
  }
  for (const { file, ...check } of CHECKS) {
    const { text, mutant } = instrumentCheck(file, await read(file), check, next());
    texts.set(file, text);
    mutants.push(mutant);
  }
  mutants.push(...policyMutants(await read(POLICY), next()));
  texts.set(POLICY, withPolicySwitch(await read(POLICY)));
  for (const [file, text] of texts) {
    const switched = /\bskip\(\d+\)/.test(text) ? withSwitch(text) : text;
    await writeFile(join(dir, file), switched);
  }
  return mutants;
}

function run(dir, command, args, { env = {}, onLine } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: dir,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TEST_MS * (onLine ? 5 : 1),
    });
    let output = '';
    let rest = '';
    const take = (chunk) => {
      output = (output + chunk).slice(-20_000);
      if (!onLine) return;
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      lines.forEach(onLine);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      output = (output + chunk).slice(-20_000);
    });
    child.once('close', (code) => done({ code, output }));
  });
}

async function askMatrix(dir, mutants) {
  const file = join(dir, 'mutants.json');
  await writeFile(file, JSON.stringify(mutants));
  const results = new Map();
  let summary;
  const onLine = (line) => {
    const told = JSON.parse(line);
    if (told.number === undefined) summary = told;
    else results.set(told.number, told);
  };
  const { code, output } = await run(
    dir,
    process.execPath,
    ['scripts/mutation/run-matrix.ts', file],
    { onLine },
  );
  if (code !== 0 || !summary) throw new Error(`The matrix could not be run:\n${output}`);
  if (summary.wrong.length > 0) {
    throw new Error(`Without any mutant fails: ${summary.wrong.join('; ')}`);
  }
  return { results, cases: summary.cases };
}

async function askTests(dir, tests, number) {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--bail', '1', '--root', dir, ...tests];
  const env = { WEBHOOD_MUTANT: String(number), NO_COLOR: '1' };
  const { code, output } = await run(dir, process.execPath, args, { env });
  if (code === 0) return undefined;
  // A file that could not be loaded shows nothing about the check.
  const [, failed] = /FAIL\s+(.*)/.exec(output) ?? [];
  if (number === 0) throw new Error(`Fails without any mutant:\n${output}`);
  if (!/Tests\s.*\d+ failed/.test(output) || !failed) throw new Error(`No test ran:\n${output}`);
  return failed;
}

async function main() {
  const [, only] = process.argv.slice(2)[0] === '--only' ? process.argv.slice(2) : [];
  const dir = await mkdtemp(join(tmpdir(), 'webhood-mutants-'));
  try {
    await copySources(dir);
    const all = await instrument(dir);
    const mutants = only ? all.filter((each) => `${each.place} ${each.what}`.includes(only)) : all;
    const { results, cases } = await askMatrix(dir, mutants);
    let killed = 0;
    const tested = new Set();
    for (const { number, kind, place, what, tests } of mutants) {
      let killer = results.get(number)?.killer;
      if (!killer && tests) {
        const key = tests.join();
        if (!tested.has(key)) await askTests(dir, tests, 0);
        tested.add(key);
        killer = await askTests(dir, tests, number);
      }
      if (killer) killed += 1;
      console.log(
        `${killer ? 'killed  ' : 'SURVIVED'} | ${kind} | ${place} | ${what} | ${killer ?? 'no test fails'}`,
      );
    }
    console.log(
      `${killed} of ${mutants.length} mutants killed; ${cases} route × credential cases.`,
    );
    if (killed < mutants.length) process.exitCode = 1;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

await main();
