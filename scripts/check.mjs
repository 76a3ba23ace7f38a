// Every check that needs no running part: types, lint and format, what is generated from the API,
// import rules, dead code, and what must not be in the repository. All run, two at a time; the exit code is 1 if one failed.
//
//   node scripts/check.mjs [--result FILE]     FILE gets {"passed":N,"failed":N}
import { writeFileSync } from 'node:fs';
import { checkForbiddenText } from './check/forbidden-text.mjs';
import { checkImportRules, checkImportRulesCatch } from './check/import-rules.mjs';
import { script, tool } from './check/tool.mjs';

/** A check resolves to a note when it passes and throws an Error with its findings when not. */
const CHECKS = [
  ['types', () => tool('tsc', ['-p', 'tsconfig.json'])],
  ['types of the console', () => tool('tsc', ['-p', 'apps/console/tsconfig.json'])],
  ['lint and format', () => tool('biome', ['check', '--error-on-warnings'])],
  ['API document and client types', () => script('scripts/generate-api.mjs', ['--check'])],
  ['import rules', checkImportRules],
  ['import rules catch violations', checkImportRulesCatch],
  ['dead code and dependencies', () => tool('knip', ['--no-progress'])],
  ['nothing forbidden in the files', checkForbiddenText],
];
/** Each tool uses a core for itself, and small machines have two. */
const AT_ONCE = 2;

const failed = [];
const queue = [...CHECKS];

async function worker() {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [name, check] = next;
    const started = performance.now();
    const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
    try {
      const note = await check();
      console.log(`✓ ${name} (${[note, seconds()].filter(Boolean).join(', ')})`);
    } catch (error) {
      failed.push(name);
      console.log(`✗ ${name} (${seconds()})\n${error.message.replace(/^/gm, '  ')}`);
    }
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, worker));

const passed = CHECKS.length - failed.length;
console.log(`${passed} checks passed, ${failed.length} failed`);
const resultFlag = process.argv.indexOf('--result');
const resultFile = resultFlag === -1 ? undefined : process.argv[resultFlag + 1];
if (resultFile) writeFileSync(resultFile, JSON.stringify({ passed, failed: failed.length }));
process.exitCode = failed.length > 0 ? 1 : 0;
