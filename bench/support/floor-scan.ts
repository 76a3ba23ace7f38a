/** One scan of the floor: new context, navigate, load, picture, DOM, bodies, close; all saved. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BareBrowser, BareSession } from './bare-browser.ts';

export async function floorScan(browser: BareBrowser, url: string, folder: string): Promise<void> {
  const out = mkdtempSync(join(folder, 'floor-'));
  mkdirSync(join(out, 'bodies'));
  const root = browser.session(undefined);
  const { browserContextId } = await root.send('Target.createBrowserContext');
  const { targetId } = await root.send('Target.createTarget', {
    url: 'about:blank',
    browserContextId,
    width: 1_280,
    height: 800,
  });
  const attached = await root.send('Target.attachToTarget', { targetId, flatten: true });
  const page = browser.session(String(attached.sessionId));
  const log: object[] = [];
  const bodies: Promise<void>[] = [];
  const loaded = new Promise<void>((resolve) => page.on('Page.loadEventFired', () => resolve()));
  for (const event of ['requestWillBeSent', 'responseReceived', 'loadingFailed']) {
    page.on(`Network.${event}`, (params) => log.push({ event, ...params }));
  }
  page.on('Network.loadingFinished', ({ requestId }) => {
    bodies.push(saveBody(page, requestId, join(out, 'bodies')));
  });
  await Promise.all([page.send('Page.enable'), page.send('Network.enable')]);
  await page.send('Page.navigate', { url });
  await loaded;
  const [picture, dom] = await Promise.all([
    page.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true }),
    page.send('Runtime.evaluate', {
      expression: 'document.documentElement.outerHTML',
      returnByValue: true,
    }),
  ]);
  await Promise.all(bodies);
  await Promise.all([
    writeFile(join(out, 'screenshot.png'), Buffer.from(String(picture.data), 'base64')),
    writeFile(join(out, 'page.html'), JSON.stringify(dom.result)),
    writeFile(join(out, 'network.json'), JSON.stringify(log)),
  ]);
  await root.send('Target.disposeBrowserContext', { browserContextId });
}

async function saveBody(page: BareSession, requestId: unknown, folder: string): Promise<void> {
  const { body, base64Encoded } = await page.send('Network.getResponseBody', { requestId });
  const bytes = Buffer.from(String(body), base64Encoded ? 'base64' : 'utf8');
  const name = createHash('sha256').update(bytes).digest('hex');
  await writeFile(join(folder, name), bytes);
}
