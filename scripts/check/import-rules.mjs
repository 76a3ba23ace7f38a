// dependency-cruiser passes when its parser sees nothing, and a rule passes when its pattern is
// mistyped. So it is also held against a small tree of planted violations, one per rule, which
// must all be reported.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CANARIES } from './import-rule-canaries.mjs';
import { ROOT, runTool } from './tool.mjs';

const CONFIG = join(ROOT, '.dependency-cruiser.cjs');

export async function checkImportRules() {
  const { summary } = await cruise(ROOT, ['apps', 'packages', 'test']);
  if (!(summary.totalCruised > 0 && summary.totalDependenciesCruised > 0)) {
    throw new Error('no module or no import was seen: the parser does not read these files');
  }
  const violations = summary.violations.map(
    ({ rule, from, to, cycle }) =>
      `${rule.name}: ${[from, ...(cycle ? cycle.map(({ name }) => name) : [to])].join(' → ')}`,
  );
  if (violations.length > 0) throw new Error(violations.join('\n'));
  return `${summary.totalCruised} modules cruised`;
}

export async function checkImportRulesCatch() {
  const rules = createRequire(import.meta.url)(CONFIG).forbidden.map(({ name }) => name);
  const tree = mkdtempSync(join(tmpdir(), 'webhood-canary-'));
  try {
    const planted = rules.filter((rule) => rule in CANARIES);
    for (const [path, text] of planted.flatMap((rule) => Object.entries(CANARIES[rule]))) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    const { summary } = await cruise(tree, ['apps', 'packages']);
    const missed = rules.filter(
      (name) =>
        !summary.violations.some(
          ({ rule, from }) => rule.name === name && from in (CANARIES[name] ?? {}),
        ),
    );
    if (missed.length > 0) {
      throw new Error(`the planted violation is not caught: ${missed.join(', ')}`);
    }
    return `${rules.length} of ${rules.length} planted violations caught`;
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

async function cruise(cwd, folders) {
  const { stdout, output } = await runTool(
    'depcruise',
    ['--config', CONFIG, '--output-type', 'json', ...folders],
    { cwd },
  );
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error(`dependency-cruiser gave no report: ${output.trim()}`, { cause });
  }
}
