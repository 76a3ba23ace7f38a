/** Scans of hostile pages, each held to what every scan promises whatever the page does. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Report, ScanOptions } from '@webhood/contract';
import { expect } from 'vitest';
import { startSite } from '../../../../test/sites/site-server.ts';
import { createLocalCapturer } from '../capture-entry.ts';

const TIMEOUT_MS = 6_000;
/** The contract: terminal within the deadline and this. */
const GRACE_MS = 5_000;
const REPORT_BYTES = 8 * 1024 * 1024;
const ORDINARY_SCANS = 100;
const AT_ONCE = 2;

export type HostileScans = Awaited<ReturnType<typeof startHostileScans>>;

export async function startHostileScans() {
  const folder = mkdtempSync(join(tmpdir(), 'webhood-hostile-'));
  const site = await startSite();
  const capturer = createLocalCapturer({ allowNetworks: ['127.0.0.0/8'], preparesAhead: true });

  const scan = async (path: string) => {
    const outDir = mkdtempSync(join(folder, 'scan-'));
    const startedAt = performance.now();
    const { report } = await capturer.capture({
      url: `${site.url}${path}`,
      options: ScanOptions.parse({ rate: 'fast', timeoutMs: TIMEOUT_MS }),
      outDir,
    });
    expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS + GRACE_MS);
    expect(Report.safeParse(report).error).toBeUndefined();
    const text = readFileSync(join(outDir, 'scan.json'), 'utf8');
    expect(text.length).toBeLessThan(REPORT_BYTES);
    const kinds = report.artifacts.map(({ kind }) => kind);
    return { report, text, kinds, codes: report.missing.map(({ code }) => code) };
  };
  const scanOrdinary = async () => {
    const { report } = await scan('/tiny');
    expect(report.missing).toEqual([]);
    expect(report.outcome).toEqual({ status: 'done', completeness: 'complete' });
  };
  // The first scan also starts the browser; the deadlines are of the pages alone.
  await scan('/tiny');

  return {
    scan,
    scanOrdinary,
    /** Two at a time, as a busy scanner does. */
    async scanManyOrdinary() {
      let left = ORDINARY_SCANS;
      const work = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          await scanOrdinary();
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    },
    async close() {
      await capturer.close();
      await site.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
