import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanOptions } from '@webhood/contract';
import { expect, onTestFinished, test } from 'vitest';
import { startSite } from '../../../../test/sites/site-server.ts';
import { createLocalCapturer, LocalCaptureError, setCaptureLimits } from '../capture-entry.ts';

test('a bound that was lowered holds, and the report says what it cost', async () => {
  const site = await startSite();
  const outDir = mkdtempSync(join(tmpdir(), 'webhood-limits-'));
  const capturer = createLocalCapturer({ allowNetworks: ['127.0.0.0/8'] });
  onTestFinished(async () => {
    await capturer.close();
    await site.close();
    rmSync(outDir, { recursive: true, force: true });
  });

  setCaptureLimits('exchanges=7');
  const options = ScanOptions.parse({});
  const { report } = await capturer.capture({ url: `${site.url}/medium`, options, outDir });

  expect(report.exchanges).toHaveLength(7);
  expect(report.outcome).toEqual({ status: 'done', completeness: 'partial' });
  expect(report.missing).toMatchObject([{ code: 'truncated', dropped: 55 }]);
});

test('faulty bounds change nothing', () => {
  expect(() => setCaptureLimits('exchanges=0')).toThrow(LocalCaptureError);
});
