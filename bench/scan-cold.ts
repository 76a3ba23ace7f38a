// One tiny page, from the start of `npm run scan` to its exit, as a user waits for it.
//
//   node bench/scan-cold.ts [--runs 10]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../test/e2e/support/processes.ts';
import { print, runsFrom } from './support/print.ts';
import { startTinyPage } from './support/tiny-page.ts';

const BOUND_MS = 3_000;

const page = await startTinyPage();
const folder = mkdtempSync(join(tmpdir(), 'webhood-bench-'));
const samples: number[] = [];
try {
  for (let run = 0; run < runsFrom(process.argv, 10); run += 1) {
    samples.push(await timeOneScan(page.url, join(folder, String(run))));
  }
} finally {
  await page.close();
  rmSync(folder, { recursive: true, force: true });
}
print({
  benchmark: 'scan-cold',
  what: '`npm run scan` of a tiny local page, start to exit',
  unit: 'ms',
  bound: BOUND_MS,
  judge: 'p50',
  samples,
});

async function timeOneScan(url: string, out: string): Promise<number> {
  const started = performance.now();
  const args = ['run', '--silent', 'scan', '--', url, '--allow-network', '127.0.0.0/8'];
  const child = spawn('npm', [...args, '--out', out, '--json'], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the scan ended with ${code}`);
  return performance.now() - started;
}
