// What an analyst waits for: from the submission to the event that says `done`, through the API
// and the event stream that the console uses, on an installation of its own.
//
//   node bench/console-latency.ts [--runs 20]
import type { Client } from '@webhood/client';
import { isTerminal, type Scan } from '@webhood/contract';
import { createInstallation } from '../test/e2e/support/installation.ts';
import { print, runsFrom } from './support/print.ts';
import { startTinyPage } from './support/tiny-page.ts';

const BOUND_MS = 1_500;
/** Ten times the bound: then it is broken, not slow. */
const LIMIT_MS = 15_000;

const page = await startTinyPage();
const installation = await createInstallation();
const samples: number[] = [];
const stop = new AbortController();
try {
  await installation.start(['up']).waitForOutput(/Webhood is ready/);
  const client = await installation.client();
  const ended = await followEnds(client, stop.signal);
  // The first scan starts the browser, which an idle machine has running.
  await timeOneScan(client, ended);
  for (let run = 0; run < runsFrom(process.argv, 20); run += 1) {
    samples.push(await timeOneScan(client, ended));
  }
} finally {
  stop.abort();
  await installation.close();
  await page.close();
}
print({
  benchmark: 'console-latency',
  what: 'submission to `done` on the event stream, tiny local page, idle machine',
  unit: 'ms',
  bound: BOUND_MS,
  judge: 'p50',
  samples,
});

type Ended = (scanId: string) => Promise<Scan>;

/** One open event stream, as the console has it; resolves when it is open. */
async function followEnds(client: Client, signal: AbortSignal): Promise<Ended> {
  const seen = new Map<string, Scan>();
  const waiting = new Map<string, (scan: Scan) => void>();
  const opened = Promise.withResolvers<void>();
  const onState = (state: string) => {
    if (state === 'open') opened.resolve();
  };
  const follow = async () => {
    for await (const event of client.events({ signal, onState })) {
      if (event.event !== 'scan' || !isTerminal(event.data.state)) continue;
      seen.set(event.data.id, event.data);
      waiting.get(event.data.id)?.(event.data);
    }
  };
  follow().catch(opened.reject);
  await opened.promise;
  return (scanId) => {
    const already = seen.get(scanId);
    if (already) return Promise.resolve(already);
    return new Promise((resolve, reject) => {
      waiting.set(scanId, resolve);
      setTimeout(() => reject(new Error(`no end within ${LIMIT_MS} ms`)), LIMIT_MS).unref();
    });
  };
}

async function timeOneScan(client: Client, ended: Ended): Promise<number> {
  const started = performance.now();
  const { id } = await client.scans.submit({ url: page.url });
  const scan = await ended(id);
  if (scan.status !== 'done') throw new Error(`the scan failed: ${scan.errorMessage}`);
  return performance.now() - started;
}
