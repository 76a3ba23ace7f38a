// Every check and every test, ending in one line that says how many passed and failed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { MODULES, ROOT } from './paths.mjs';

/**
 * The projects of vitest.config.ts, in two halves of about the same length that run side by side:
 * most of a test's time is waiting, for a browser, a deadline or a database.
 */
const LANES = [
  ['capture', 'integration'],
  ['unit', 'e2e'],
];

const CHECKS = join(ROOT, 'scripts/check.mjs');

/** @returns the exit code: 1 when a check failed */
export async function runChecks(args) {
  return (await run([CHECKS, ...args])) ? 0 : 1;
}

/** @returns the exit code: 1 when something failed or nothing ran */
export async function runTestSuite(args) {
  const folder = mkdtempSync(join(tmpdir(), 'webhood-test-'));
  try {
    const checks = await part(join(folder, 'checks.json'), (file) => [CHECKS, '--result', file]);
    // Whoever names files or projects gets one run of just those.
    const runs =
      args.length > 0
        ? [args]
        : LANES.map((projects) => projects.flatMap((name) => ['--project', name]));
    const tests = await Promise.all(
      runs.map((selection, index) =>
        part(join(folder, `tests-${index}.json`), (file) => [
          join(MODULES, 'vitest/vitest.mjs'),
          'run',
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${file}`,
          ...selection,
        ]),
      ),
    );
    const parts = [checks, ...tests];
    const passed = sum(parts.map((part) => part.passed));
    const failed = sum(parts.map((part) => part.failed));
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
    return failed > 0 || parts.some((part) => part.passed === 0) ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

async function part(file, argsFor) {
  const succeeded = await run(argsFor(file));
  const result = counts(file);
  // A run that broke off, or an error outside every test, is a failure that no count shows.
  return succeeded || result.failed > 0 ? result : { ...result, failed: 1 };
}

function run(args) {
  const bin = join(MODULES, '.bin');
  return new Promise((resolve, reject) => {
    const child = spawn(join(bin, 'node'), args, {
      cwd: ROOT,
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code === 0));
  });
}

function counts(file) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // No report was written: the run broke off, which its exit code says.
    return { passed: 0, failed: 0 };
  }
  if (!('testResults' in report)) return report;
  // A test file that could not be loaded has no tests to fail.
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
  };
}
