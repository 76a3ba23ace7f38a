// Makes what is missing (packages, the pinned Node.js, Chromium, the console's build) and then
// runs Webhood on the pinned Node.js.
//
//   node scripts/bootstrap.mjs up | scan … | cli … | check … | test …
//
// It is the one file that runs on whatever Node.js the machine has (20 or newer), so it is plain
// JavaScript without dependencies. When nothing is missing it asks nobody for anything and costs
// a fraction of a second. All progress goes to standard error: standard output is the command's.
import { ensureChromium } from './bootstrap/chromium.mjs';
import { ensureConsole } from './bootstrap/console-build.mjs';
import { needsOf } from './bootstrap/needs.mjs';
import { ensurePackages } from './bootstrap/packages.mjs';
import { runOnPinnedNode } from './bootstrap/run-command.mjs';
import { ensureRuntime } from './bootstrap/runtime.mjs';
import { BootstrapError, say } from './bootstrap/steps.mjs';
import { runChecks, runTestSuite } from './bootstrap/test-suite.mjs';
import { ensureTestTools } from './bootstrap/test-tools.mjs';

const OLDEST_NODE = 20;

async function main([mode = '', ...rest]) {
  requirePlatform();
  const args = commandLine(mode, rest);
  const needs = mode === 'test' ? { browser: true, console: true } : needsOf(args);

  await ensurePackages();
  await ensureRuntime();
  if (mode === 'check') return runChecks(rest);
  if (needs.browser) await ensureChromium();
  if (needs.console) await ensureConsole();

  if (mode === 'test') {
    await ensureTestTools();
    return runTestSuite(rest);
  }
  return runOnPinnedNode(args);
}

/** The arguments of the command line program: `npm run scan -- URL` is `webhood scan URL`. */
function commandLine(mode, rest) {
  if (mode === 'cli') return rest;
  if (mode === 'up' || mode === 'scan') return [mode, ...rest];
  if (mode === 'check' || mode === 'test') return rest;
  throw new BootstrapError(
    'usage: node scripts/bootstrap.mjs up | scan … | cli … | check … | test … (see package.json)',
    2,
  );
}

function requirePlatform() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) {
    throw new BootstrapError(
      `Node.js ${OLDEST_NODE} or newer is needed to start; this is ${process.version}. Install a current one from https://nodejs.org and try again.`,
    );
  }
  if (process.platform === 'win32') {
    throw new BootstrapError(
      'Webhood runs on Linux and macOS. On Windows, run it inside WSL 2 (`wsl --install`).',
    );
  }
}

main(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error) => {
    if (!(error instanceof BootstrapError)) throw error;
    say(error.message);
    process.exitCode = error.exitCode;
  },
);
