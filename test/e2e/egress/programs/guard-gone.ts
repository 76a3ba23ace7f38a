/**
 * Run inside: a scan whose guard is gone in the middle of it, while its browser goes on. The page
 * asks for its own site until that fails, and then opens every vector. Writes how the scan ended and
 * how many vectors the page says that it opened, and stays until its input ends.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanOptions } from '@webhood/contract';
import { createAddressPolicy } from '@webhood/network-policy';
import { BROWSER_NETWORK_MODES } from '../../../../apps/scanner/src/browser/browser-network.ts';
import { createBrowserSupervisor } from '../../../../apps/scanner/src/browser/supervisor.ts';
import { createCapturer } from '../../../../apps/scanner/src/capture/capture.ts';
import { createEgressGuard } from '../../../../apps/scanner/src/egress/guard.ts';
import { VECTORS } from '../vectors.ts';

export interface GuardGoneRun {
  /** How the scan ended. */
  end: string;
  /** Vectors that the page opened once its guard was gone. */
  opened: number;
}

/** Between two questions of the page whether its guard is still there. */
const ASK_MS = 50;

const [chromePath = '', network] = process.argv.slice(2);
const browserNetwork = BROWSER_NETWORK_MODES.find((mode) => mode === network);
if (!browserNetwork) throw new Error(`${network} is no network of a browser`);

const markups = JSON.stringify(VECTORS.map(({ page, aim }) => page(aim))).replaceAll(
  '<',
  '\\u003c',
);
const PAGE = `<!DOCTYPE html><meta charset="utf-8"><title>Guard gone</title><script>
const markups = ${markups};
const ask = async () => {
  try {
    await fetch('/alive', { cache: 'no-store' });
    setTimeout(ask, ${ASK_MS});
  } catch {
    for (const markup of markups) {
      const frame = document.createElement('iframe');
      frame.srcdoc = markup;
      document.body.append(frame);
    }
    console.log('opened ' + markups.length);
  }
};
addEventListener('load', ask);
</script><body>`;

const isAsked = Promise.withResolvers<void>();
const site = createServer((request, response) => {
  if (request.url === '/alive') isAsked.resolve();
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end(request.url === '/' ? PAGE : '');
});
await once(site.listen(0, '127.0.0.1'), 'listening');

const folder = mkdtempSync(join(tmpdir(), 'webhood-proof-'));
const log = { info() {}, warn() {} };
const supervisor = createBrowserSupervisor({ chromePath, network: browserNetwork, log });
const egress = createEgressGuard({
  policy: createAddressPolicy({ allowNetworks: ['127.0.0.0/8'] }),
});
const capturer = createCapturer({ supervisor, egress, preparesAhead: false });
process.stdin.resume().on('end', async () => {
  await supervisor.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});

const capture = capturer.capture({
  scanId: 'guard-gone',
  slug: 'guard-gone',
  attempt: 1,
  url: `http://127.0.0.1:${(site.address() as AddressInfo).port}/`,
  options: ScanOptions.parse({ rate: 'slow' }),
  outDir: folder,
  scanner: { name: 'proof', version: '0' },
});
await isAsked.promise;
await egress.close();
const result = await capture;
const said = result.kind === 'captured' ? result.report.console.map(({ text }) => text) : [];
const opened = Number(/^opened (\d+)$/m.exec(said.join('\n'))?.[1] ?? 0);
const end = result.kind === 'captured' ? result.outcome.status : result.code;
process.stdout.write(`${JSON.stringify({ end, opened } satisfies GuardGoneRun)}\n`);
