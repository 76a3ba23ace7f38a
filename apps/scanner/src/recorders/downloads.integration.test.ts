import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanOptions } from '@webhood/contract';
import { TextWriter, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Route } from '../../../../test/sites/route.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';
import { ZIP_PASSWORD } from './infected-zip.ts';

const ROUNDS = 2;

const file: Route = ({ url, response }) => {
  const name = url.pathname.split('/').at(-1);
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${name}"`,
  });
  response.end(`content of ${name}`);
};
const page =
  (body: string): Route =>
  ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<!DOCTYPE html><title>Page</title>${body}`);
  };
const click = (href: string, name: string): string =>
  `<a id="a" href="${href}" download="${name}">file</a><script>a.click()</script>`;

const oddName: Route = ({ response }) => {
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-disposition': "attachment; filename*=UTF-8''x%E2%80%AEgpj.exe",
  });
  response.end('content of odd-name');
};

/** What each page downloads. */
const PAGES: Record<string, { route: Route; names: string[] }> = {
  '/by-script': { route: page(click('/files/script.bin', 'script.bin')), names: ['script.bin'] },
  '/by-data': {
    route: page(click('data:application/octet-stream,abc', 'data.bin')),
    names: ['data.bin'],
  },
  '/by-blob': {
    route: page(`<a id="a" download="blob.bin"></a><script>
      a.href = URL.createObjectURL(new Blob(['abc'])); a.click();</script>`),
    names: ['blob.bin'],
  },
  '/by-frame': { route: page('<iframe src="/files/frame.bin"></iframe>'), names: ['frame.bin'] },
  '/by-popup': {
    route: page('<script>open("/files/popup.bin")</script>'),
    names: ['popup.bin'],
  },
  '/by-other-site': { route: file, names: ['script.bin'] },
  '/files/direct.bin': { route: file, names: ['direct.bin'] },
  '/odd-name': { route: oddName, names: ['x_gpj.exe'] },
  '/nothing': { route: page('<p>Nothing to download'), names: [] },
  '/nothing-either': { route: page('<p>Nothing here'), names: [] },
};

let site: Site;
let folder: string;
let capturer: LocalCapturer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-downloads-'));
  const routes = Object.fromEntries(
    Object.entries(PAGES).map(([path, { route }]) => [path, route]),
  );
  const files = ['script.bin', 'frame.bin', 'popup.bin'].map((name) => [`/files/${name}`, file]);
  const otherSite: Route = ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(
      `<!DOCTYPE html><title>Page</title><iframe src="http://localhost:${site.port}/by-script"></iframe>`,
    );
  };
  site = await startSite({
    routes: { ...routes, ...Object.fromEntries(files), '/by-other-site': otherSite },
  });
  capturer = createLocalCapturer({
    allowNetworks: ['127.0.0.0/8', '::1/128'],
    preparesAhead: true,
  });
});

afterAll(async () => {
  await capturer.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a download lies in its zip under the name that the page gave it, made harmless', async () => {
  const outDir = mkdtempSync(join(folder, 'scan-'));
  const options = ScanOptions.parse({});
  const { report } = await capturer.capture({ url: `${site.url}/odd-name`, options, outDir });
  const [download] = report.downloads;
  const zip = new ZipReader(
    new Uint8ArrayReader(readFileSync(join(outDir, download?.path ?? 'none'))),
    { password: ZIP_PASSWORD },
  );
  const [entry, ...others] = await zip.getEntries();
  expect(others).toEqual([]);
  expect(entry?.filename).toBe('x_gpj.exe');
  if (!entry || entry.directory) throw new Error('the zip holds no file');
  expect(await entry.getData(new TextWriter())).toBe('content of odd-name');
});

test('scans at the same time keep their own downloads and see none of another', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const scans = Object.entries(PAGES).map(async ([path, { names }]) => {
      const { report } = await capturer.capture({
        url: `${site.url}${path}`,
        options: ScanOptions.parse({ rate: 'balanced' }),
        outDir: mkdtempSync(join(folder, 'scan-')),
      });
      const seen = report.downloads.map(({ suggestedName, state }) => [suggestedName, state]);
      return { path, seen, missing: report.missing, names };
    });
    for (const { path, seen, missing, names } of await Promise.all(scans)) {
      expect({ path, seen, missing }).toEqual({
        path,
        seen: names.map((name) => [name, 'kept']),
        missing: [],
      });
    }
  }
});
