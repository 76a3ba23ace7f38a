/**
 * What a test of a fault saw, in words and figures, for the table in docs/faults.md: with
 * FAULTS_OBSERVED=FILE each is added to that file as a line of JSON, which
 * `node scripts/fault-table.mjs FILE` brings into the table.
 */
import { appendFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { expect } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** `what`: a phrase with the values themselves, without a full stop. */
export function observed(what: string): void {
  const record = process.env.FAULTS_OBSERVED;
  if (record === undefined) return;
  const { testPath = '', currentTestName = '' } = expect.getState();
  const file = relative(ROOT, testPath);
  appendFileSync(record, `${JSON.stringify({ file, test: currentTestName, what })}\n`);
}

/** Of something measured with `performance.now()`, to a tenth of a second. */
export function secondsSince(startedAtMs: number): string {
  return `${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s`;
}
