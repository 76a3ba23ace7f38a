/** Read from a browser that runs. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findBrowser } from './find-browser.ts';
import { launchBrowser } from './launch.ts';
import { manageBrowser } from './managed-browser.ts';
import { createPostureReader } from './posture.ts';

test('sandbox, network and leftovers are told as they are', async () => {
  const found = findBrowser();
  if (found.kind === 'missing') throw new Error(found.message);
  const launched = await launchBrowser({ path: found.path, onListenerError: () => undefined });
  try {
    const browser = await manageBrowser(launched, () => undefined);
    const context = await browser.openContext('http://127.0.0.1:9');
    await context.openPage();
    const read = createPostureReader({
      chromePath: found.path,
      imageBuilt: '2026-01-01T00:00:00.000Z',
      browsers: () => [browser],
      network: () => ({ kind: 'shared', reason: 'chosen' }),
      now: () => Number.POSITIVE_INFINITY,
    });
    // The page's process comes a moment after the page.
    await expect.poll(() => read().sandbox).toBe(process.platform === 'linux' ? 'on' : 'unknown');
    expect(read()).toMatchObject({
      network: 'shared',
      networkReason: 'chosen',
    });
    const before = read().leftovers;
    await mkdir(join(launched.profileDir, 'downloads-99'));
    expect(read().leftovers).toBe(before + 1);
    await context.dispose();
    expect(read().leftovers).toBe(before + 1);
    expect(Date.parse(read().browserBuilt ?? '')).toBeLessThan(Date.now());
    expect(read().imageBuilt).toBe('2026-01-01T00:00:00.000Z');
  } finally {
    await launched.kill();
  }
});
