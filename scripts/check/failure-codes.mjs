// docs/failure-codes.md has a table row, beginning with the code, for every failure code and for
// no other.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runTool } from './tool.mjs';

const DOCUMENT = 'docs/failure-codes.md';
// The contract is TypeScript, which only the pinned Node.js runs.
const LIST_CODES = `
  import * as codes from './packages/contract/src/failure-codes.ts';
  const all = [...codes.PROBLEM_CODES, ...codes.SCAN_FAILURE_CODES, ...codes.PARTIAL_REASON_CODES, ...codes.START_FAILURE_CODES];
  console.log(JSON.stringify([...new Set(all)]));
`;

export async function checkFailureCodes() {
  const { code, stdout, output } = await runTool('node', ['--input-type=module', '-e', LIST_CODES]);
  if (code !== 0) throw new Error(output);
  const codes = JSON.parse(stdout);
  const text = readFileSync(join(ROOT, DOCUMENT), 'utf8');
  const documented = [...text.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, name]) => name);
  const findings = [
    ...codes.filter((name) => !documented.includes(name)).map((name) => `${name} has no entry`),
    ...documented
      .filter((name) => !codes.includes(name))
      .map((name) => `${name} is documented, but no such code exists`),
  ];
  if (findings.length > 0) throw new Error(`${DOCUMENT}: ${findings.join('; ')}`);
  return `${codes.length} codes`;
}
