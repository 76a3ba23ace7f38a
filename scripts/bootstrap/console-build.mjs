// The console's static files, built again when anything that goes into them has changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withInstallLock } from './lock.mjs';
import { runNpm } from './packages.mjs';
import { ROOT } from './paths.mjs';

const DIST = join(ROOT, 'apps/console/dist');
/** Inside dist, which a build empties: a build that stopped half-way has no stamp. */
const STAMP = join(DIST, '.inputs');
const INPUTS = [
  'apps/console',
  'packages/client/src',
  'packages/contract/src',
  'packages/network-policy/src',
  'packages/password-policy/src',
  'package-lock.json',
  'tsconfig.base.json',
];
const NOT_INPUTS = /(^|\/)(node_modules|dist|\.[^/]*)$|\.test\.tsx?$|\.md$/;

export async function ensureConsole() {
  if (isCurrent()) return;
  await withInstallLock(async () => {
    if (isCurrent()) return;
    const inputs = hashInputs();
    await runNpm({
      label: 'Building the console',
      args: ['run', 'build:console'],
      hint: 'This is a fault in the code of apps/console: see the messages above.',
    });
    writeFileSync(STAMP, inputs);
  });
}

function isCurrent() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hashInputs();
}

function hashInputs() {
  const hash = createHash('sha256');
  const add = (path) => {
    if (NOT_INPUTS.test(path)) return;
    const entries = readdirIfFolder(join(ROOT, path));
    if (entries) {
      for (const entry of entries) add(`${path}/${entry}`);
      return;
    }
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0');
  };
  for (const input of INPUTS) add(input);
  return hash.digest('hex');
}

function readdirIfFolder(path) {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}
