import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanOptions } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countColours } from '../../../../test/sites/count-colours.ts';
import type { Route } from '../../../../test/sites/route.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';
import { SETTLE_BUDGETS } from './limits.ts';

/** After the page only has to rest, before it has rested. */
const { floorMs, quietMs } = SETTLE_BUDGETS.balanced;
const LATE_MS = floorMs + quietMs / 5;

const afterLoad = (script: string): string =>
  `<script>onload = () => setTimeout(() => { ${script} }, ${LATE_MS})</script>`;

/** Each is blank at first, and shows a red square from a moment on. */
const LATE_PAGES: Record<string, string> = {
  'a new element': `<body>${afterLoad('document.body.innerHTML = "<div style=\'width:99px;height:99px;background:red\'></div>"')}`,
  'a canvas': `<canvas id="c" width="99" height="99"></canvas>${afterLoad('const d = c.getContext("2d"); d.fillStyle = "red"; d.fillRect(0, 0, 99, 99);')}`,
  'a canvas in a shadow root': `<div id="h"></div><script>const root = h.attachShadow({ mode: 'closed' }); root.innerHTML = '<canvas width="99" height="99"></canvas>';</script>${afterLoad('const d = root.firstChild.getContext("2d"); d.fillStyle = "red"; d.fillRect(0, 0, 99, 99);')}`,
  'an animation': `<style>@keyframes show { to { opacity: 1 } } div { width: 99px; height: 99px; background: red; opacity: 0; animation: show 1ms ${LATE_MS}ms forwards }</style><div></div>`,
};

let site: Site;
let folder: string;
let capturer: LocalCapturer;

const html =
  (text: string): Route =>
  ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<!DOCTYPE html><title>Late</title>${text}`);
  };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-ready-'));
  const routes = Object.entries(LATE_PAGES).map(([name, text]): [string, Route] => [
    `/${encodeURIComponent(name)}`,
    html(text),
  ]);
  site = await startSite({ routes: Object.fromEntries(routes) });
  capturer = createLocalCapturer({ allowNetworks: ['127.0.0.0/8'], preparesAhead: true });
});

afterAll(async () => {
  await capturer.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each(Object.keys(LATE_PAGES))(
  'what comes while the page rests is in the picture: %s',
  async (name) => {
    const outDir = mkdtempSync(join(folder, 'scan-'));
    const url = `${site.url}/${encodeURIComponent(name)}`;
    const { report } = await capturer.capture({ url, options: ScanOptions.parse({}), outDir });
    expect(report.outcome).toEqual({ status: 'done', completeness: 'complete' });
    expect(countColours(readFileSync(join(outDir, 'screenshot.png')))).toBeGreaterThan(1);
  },
);
