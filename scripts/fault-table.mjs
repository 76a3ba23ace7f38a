// Brings what the tests of faults saw into the last column of docs/faults.md.
//
//   FAULTS_OBSERVED=/tmp/seen.jsonl npx vitest run …     the tests, in one run or several
//   node scripts/fault-table.mjs /tmp/seen.jsonl
//
// A row takes what the tests that it names saw last; a row of which none was run stays as it is,
// and is named. Ends with 1 when a test saw something that no row asks for.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { namedIn, ROW } from './fault-table/rows.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PAGE = join(ROOT, 'docs/faults.md');

const [recordFile] = process.argv.slice(2);
if (recordFile === undefined) {
  console.error('name the file that FAULTS_OBSERVED named when the tests were run');
  process.exit(2);
}

/** The last run of a test counts. */
const seen = new Map();
for (const line of readFileSync(recordFile, 'utf8').split('\n')) {
  if (line === '') continue;
  const record = JSON.parse(line);
  seen.set(`${record.file} ${record.test}`, record);
}
const used = new Set();
const unseen = [];

/** `%s` in a title stands for what a test is repeated with. */
const isOf = (test, title) => title.split('%s').every((part) => test.includes(part));

function seenBy({ file, titles }) {
  const isMeant = (record) =>
    record.file === file &&
    (titles.length === 0 || titles.some((title) => isOf(record.test, title)));
  const found = [...seen.values()].filter(isMeant);
  for (const record of found) used.add(record);
  return [...new Set(found.map(({ what }) => what))];
}

const lines = readFileSync(PAGE, 'utf8').split('\n');
const filled = lines.map((line) => {
  if (!ROW.test(line)) return line;
  const cells = line.split(' | ');
  const whats = namedIn(line).flatMap(seenBy);
  if (whats.length === 0) unseen.push(cells[0]);
  else cells[cells.length - 1] = `${whats.join('; ').replaceAll('|', '/')} |`;
  return cells.join(' | ');
});
writeFileSync(PAGE, filled.join('\n'));

for (const row of unseen) console.log(`not seen in this run: ${row}`);
const unasked = [...seen.values()].filter((record) => !used.has(record));
for (const { file, test } of unasked) console.error(`no row names ${file} "${test}"`);
process.exitCode = unasked.length === 0 ? 0 : 1;
