/** Runs scans for the benchmark that forked it, and ends with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeHeapSnapshot } from 'node:v8';
import { ScanOptions } from '@webhood/contract';
import { createAddressPolicy } from '@webhood/network-policy';
import { createAdmission } from '../../apps/scanner/src/admission.ts';
import { createBrowserSupervisor } from '../../apps/scanner/src/browser/supervisor.ts';
import { createCapturer } from '../../apps/scanner/src/capture/capture.ts';
import { findBrowser } from '../../apps/scanner/src/capture-entry.ts';
import { createEgressGuard } from '../../apps/scanner/src/egress/guard.ts';
import type { CapturerState, ScanEnd, ToCapturer, ToParent } from './capturer-messages.ts';

/** More than any benchmark asks for at once: the machine decides, not this. */
const MOST_AT_ONCE = 64;

const browser = findBrowser({});
if (browser.kind === 'missing') throw new Error(browser.message);
const supervisor = createBrowserSupervisor({
  chromePath: browser.path,
  log: { info() {}, warn: (fields, event) => console.error(event, JSON.stringify(fields)) },
});
const policy = createAddressPolicy({ allowNetworks: ['127.0.0.0/8', '::1/128'] });
const egress = createEgressGuard({ policy });
const capturer = createCapturer({ supervisor, egress, preparesAhead: true });
const admission = createAdmission({ most: MOST_AT_ONCE });
let running = 0;
let mostAtOnce = 0;
let scans = 0;

process.on('message', (message: ToCapturer & { id: number }) => void answer(message));
process.once('disconnect', async () => {
  await supervisor.close();
  await egress.close();
  await capturer.released();
  process.exit(0);
});

async function answer(message: ToCapturer & { id: number }): Promise<void> {
  const { id } = message;
  try {
    if (message.kind === 'scan') tell({ id, end: await scan(message) });
    else if (message.kind === 'state') tell({ id, state: await readState() });
    else {
      writeHeapSnapshot(message.path);
      tell({ id });
    }
  } catch (error) {
    tell({ id, error: String(error) });
  }
}

function tell(message: ToParent): void {
  if (process.connected) process.send?.(message);
}

async function scan({ url, timeoutMs }: { url: string; timeoutMs?: number }): Promise<ScanEnd> {
  const askedAt = performance.now();
  const place = await admission.enter();
  place.begin();
  running += 1;
  mostAtOnce = Math.max(mostAtOnce, running);
  const beganAt = performance.now();
  const outDir = await mkdtemp(join(tmpdir(), 'webhood-scan-'));
  try {
    const captured = await capture(url, outDir, timeoutMs);
    return { ...captured, waitedMs: beganAt - askedAt, tookMs: performance.now() - beganAt };
  } finally {
    running -= 1;
    place.leave();
    await rm(outDir, { recursive: true, force: true });
  }
}

async function capture(
  url: string,
  outDir: string,
  timeoutMs?: number,
): Promise<Pick<ScanEnd, 'outcome' | 'missing'>> {
  scans += 1;
  const result = await capturer.capture({
    scanId: String(scans).padStart(15, '0'),
    slug: `bench-${scans}`,
    attempt: 1,
    url,
    options: ScanOptions.parse({ rate: 'fast', ...(timeoutMs ? { timeoutMs } : {}) }),
    outDir,
    scanner: { name: 'bench', version: 'bench' },
  });
  if (result.kind === 'failed') return { outcome: `failed ${result.code}`, missing: [] };
  const { outcome, report } = result;
  const detail = outcome.status === 'done' ? outcome.completeness : outcome.code;
  return {
    outcome: `${outcome.status} ${detail}`,
    missing: report.missing.map(({ code, what }) => `${code} ${what ?? ''}`.trim()),
  };
}

async function readState(): Promise<CapturerState> {
  globalThis.gc?.();
  const { heapUsed: heap, external, rss: resident } = process.memoryUsage();
  return { contexts: await countContexts(), mostAtOnce, live: { heap, external, resident } };
}

/** Asked of the browser itself, in a context of its own that does not count. */
async function countContexts(): Promise<number> {
  const { context, network: session } = await supervisor.openContext(egress.open);
  try {
    const { browserContextIds } = await context.control.send('Target.getBrowserContexts');
    return browserContextIds.filter((id) => id !== context.id).length;
  } finally {
    await context.dispose();
    await session.stop();
  }
}
