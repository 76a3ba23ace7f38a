// Resident memory of an idle server, after a scan has been through it. Linux only: it reads /proc.
//
//   node bench/idle-memory.ts [--runs 5]
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { createInstallation } from '../test/e2e/support/installation.ts';
import { print, runsFrom } from './support/print.ts';
import { startTinyPage } from './support/tiny-page.ts';

const BOUND_MIB = 200;
/** Long enough for start-up work to end and its garbage to be collected. */
const REST_MS = 10_000;
const BETWEEN_SAMPLES_MS = 2_000;

const page = await startTinyPage();
const installation = await createInstallation();
const samples: number[] = [];
try {
  const running = installation.start(['up']);
  await running.waitForOutput(/Webhood is ready/);
  const client = await installation.client();
  const { id } = await client.scans.submit({ url: page.url });
  await client.waitForScan(id);
  await wait(REST_MS);
  const server = serverStartedBy(running.child.pid);
  for (let run = 0; run < runsFrom(process.argv, 5); run += 1) {
    samples.push(residentMib(server));
    await wait(BETWEEN_SAMPLES_MS);
  }
} finally {
  await installation.close();
  await page.close();
}
print({
  benchmark: 'idle-memory',
  what: 'resident memory of the server process, idle, without the database',
  unit: 'MiB',
  bound: BOUND_MIB,
  judge: 'max',
  samples,
});

function serverStartedBy(parent: number | undefined): number {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => parentOf(pid) === parent && commandOf(pid).includes('apps/server/src/main.ts'));
  if (found === undefined) throw new Error('no server process was found');
  return found;
}

function parentOf(pid: number): number | undefined {
  const [, parent] = /^PPid:\s+(\d+)$/m.exec(procFile(pid, 'status')) ?? [];
  return parent === undefined ? undefined : Number(parent);
}

function commandOf(pid: number): string {
  return procFile(pid, 'cmdline').replaceAll('\0', ' ');
}

function residentMib(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(procFile(pid, 'status')) ?? [];
  if (kib === undefined) throw new Error(`process ${pid} has ended`);
  return Number(kib) / 1024;
}

function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    // It ended between being listed and being read.
    return '';
  }
}
