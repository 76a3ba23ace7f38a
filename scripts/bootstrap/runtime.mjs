// The Node.js that everything runs on: the npm package `node`, whose install script fetches the
// binary of this platform.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withInstallLock } from './lock.mjs';
import { runNpm } from './packages.mjs';
import { MODULES, ROOT } from './paths.mjs';
import { BootstrapError } from './steps.mjs';

export const PINNED_NODE = join(MODULES, 'node', 'bin', 'node');
const VERSION_LIMIT_MS = 10_000;

export async function ensureRuntime() {
  const wanted = pinnedVersion();
  if (versionOf(PINNED_NODE) === wanted) return;
  await withInstallLock(async () => {
    if (versionOf(PINNED_NODE) === wanted) return;
    await runNpm({
      label: `Installing Node.js ${wanted} into node_modules`,
      // Install scripts may be switched off in the user's npm; this one is the runtime.
      args: ['rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts'],
      hint: `Start again; if it keeps failing, run \`npm install --no-save node@${wanted}\` and look at its messages.`,
    });
    const found = versionOf(PINNED_NODE);
    if (found !== wanted) {
      throw new BootstrapError(
        `The packaged Node.js ${wanted} does not run on this machine (${process.platform} ${process.arch}${found ? `, found ${found}` : ''}). It needs Linux with glibc, or macOS, on x64 or arm64.`,
      );
    }
  });
}

function pinnedVersion() {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return `v${manifest.devDependencies.node}`;
}

/** Undefined when it is missing or does not run. */
function versionOf(binary) {
  const result = spawnSync(binary, ['--version'], { encoding: 'utf8', timeout: VERSION_LIMIT_MS });
  return result.status === 0 ? result.stdout.trim() : undefined;
}
