import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Report } from '@webhood/contract';
import { scanResultOf } from '../../apps/server/src/features/leases/scan-result.ts';
import type { ScanTemplate } from '../../apps/server/test/search-load/seed-scans.ts';
import { REPOSITORY } from '../../test/e2e/support/processes.ts';
import { startSiteProcess } from './site-process.ts';

const PAGES = [
  '/links',
  '/redirect',
  '/cookies',
  '/iframe',
  '/fetch',
  '/form',
  '/medium',
  '/net/types',
  '/net/cookies',
  '/hostile/download',
  '/download/script',
];

/** Scans pages of the test sites as `webhood scan` does, and gives what a server keeps of each. */
export async function captureTemplates(): Promise<ScanTemplate[]> {
  const site = await startSiteProcess();
  const folder = mkdtempSync(join(tmpdir(), 'webhood-templates-'));
  try {
    const urls = PAGES.map((page) => `${site.url}${page}`);
    const args = ['apps/cli/src/main.ts', 'scan', ...urls, '--allow-network', '127.0.0.0/8'];
    const child = spawn(process.execPath, [...args, '--out', folder, '--json'], {
      cwd: REPOSITORY,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await once(child, 'exit');
    const templates = readdirSync(folder)
      .sort()
      .flatMap((name) => templateOf(join(folder, name)));
    if (templates.length < PAGES.length / 2) throw new Error('most pages could not be captured');
    return templates;
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function templateOf(folder: string): ScanTemplate[] {
  const report = Report.parse(JSON.parse(readFileSync(join(folder, 'scan.json'), 'utf8')));
  const { scan } = report;
  const result = scanResultOf(
    { report, artifacts: report.artifacts },
    {
      slug: scan.slug,
      url: scan.url,
      failedAttempts: 0,
      submittedBy: { kind: 'user', name: 'ann' },
      createdAt: new Date(scan.startedAt),
      startedAt: new Date(scan.startedAt),
      waitedSeconds: 0,
      scannerId: 'local',
    },
  );
  return result.scanData ? [{ url: scan.url, options: scan.options, result }] : [];
}
