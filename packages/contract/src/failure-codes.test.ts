import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  PARTIAL_REASON_CODES,
  PROBLEM_CODES,
  PROBLEM_STATUS,
  SCAN_FAILURE_CODES,
  START_FAILURE_CODES,
} from './failure-codes.ts';

const page = readFileSync(new URL('../../../docs/failure-codes.md', import.meta.url), 'utf8');
const sections = page.split(/^## /m);

function documentedIn(title: string): string[] {
  const section = sections.find((text) => text.startsWith(title)) ?? '';
  return [...section.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, code]) => code ?? '');
}

test.each([
  ['Answers of the API', PROBLEM_CODES],
  ['Scans that end in `error`', SCAN_FAILURE_CODES],
  ['Reasons of a `partial` scan', PARTIAL_REASON_CODES],
  ['Processes that do not start', START_FAILURE_CODES],
])('the page on failure codes has exactly the codes of "%s"', (title, codes) => {
  expect(documentedIn(title).toSorted()).toEqual([...codes].toSorted());
});

test('the page gives each problem the status that is sent', () => {
  for (const [code, status] of Object.entries(PROBLEM_STATUS)) {
    expect(page).toMatch(new RegExp(`^\\| \`${code}\` \\| ${status} \\|`, 'm'));
  }
});
