import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanOptions } from '@webhood/contract';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { launchTestBrowser } from '../../../../test/e2e/support/unprivileged-chromium.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { createLocalCapturer, type LocalCapturer } from '../capture-entry.ts';

let site: Site;
let folder: string;
let capturer: LocalCapturer;

const Har = z.object({
  log: z.object({
    entries: z.array(
      z.looseObject({
        request: z.looseObject({ url: z.string() }),
        response: z.looseObject({ status: z.int(), cookies: z.array(z.looseObject({})) }),
      }),
    ),
  }),
});

const require = createRequire(import.meta.url);
const Schemas = z.record(z.string(), z.looseObject({ $id: z.string() }));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-har-'));
  site = await startSite();
  capturer = createLocalCapturer({ allowNetworks: ['127.0.0.0/8', '::1/128'] });
});

afterAll(async () => {
  await capturer.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

async function harOf(path: string) {
  const outDir = mkdtempSync(join(folder, 'scan-'));
  const options = ScanOptions.parse({ headers: {} });
  const { report } = await capturer.capture({ url: `${site.url}${path}`, options, outDir });
  const har: unknown = JSON.parse(readFileSync(join(outDir, 'network.har'), 'utf8'));
  return { har, report, entries: Har.parse(har).log.entries };
}

function faultsOf(har: unknown): unknown {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
  const schemas = Object.values(Schemas.parse(require('har-schema')));
  ajv.addSchema(schemas);
  const isValid = ajv.validate('har.json#', har);
  return isValid ? [] : ajv.errors;
}

test.each([
  '/links',
  '/redirect',
  '/net/cookies',
  '/net/socket',
  '/net/socket/refused',
  '/net/events',
  '/net/post',
  '/net/policy',
  '/hostile/to-file',
  '/hostile/to-metadata',
])('the HAR of %s keeps to the HAR 1.2 schema and leaves no exchange out', async (path) => {
  const { har, report, entries } = await harOf(path);
  expect(faultsOf(har)).toEqual([]);
  expect(entries.map(({ request }) => request.url)).toEqual(
    report.exchanges.map(({ request }) => request.url),
  );
});

test('the schema check finds a fault', () => {
  expect(faultsOf({ log: { version: '1.2' } })).not.toEqual([]);
});

test('cookies stand in the HAR with their attributes', async () => {
  const { entries } = await harOf('/cookies');
  expect(entries[0]?.response.cookies).toEqual([
    { name: 'server', value: 'one', path: '/', httpOnly: true, secure: false, _sameSite: 'Lax' },
  ]);
});

test('WebSocket messages and the reason of a blocked request stand in the HAR', async () => {
  const socket = await harOf('/net/socket');
  expect(socket.entries[1]).toMatchObject({
    _resourceType: 'websocket',
    response: { status: 101 },
    _webSocketMessages: expect.arrayContaining([
      { type: 'send', time: expect.any(Number), opcode: 1, data: 'hello' },
      { type: 'receive', time: expect.any(Number), opcode: 2, data: 'AQID' },
    ]),
  });
  const policy = await harOf('/net/policy');
  expect(policy.entries.at(-1)).toMatchObject({
    response: { status: 0 },
    _failure: { blockedReason: 'csp' },
  });
});

test('another program’s HAR reader finds each answer in it', async () => {
  const outDir = mkdtempSync(join(folder, 'scan-'));
  const url = `${site.url}/missing`;
  await capturer.capture({ url, options: ScanOptions.parse({}), outDir });
  const { browser, close } = await launchTestBrowser();
  try {
    const context = await browser.newContext();
    await context.routeFromHAR(join(outDir, 'network.har'), { notFound: 'abort' });
    const page = await context.newPage();
    const asked = site.requests.length;
    const answer = await page.goto(url);
    expect(answer?.status()).toBe(404);
    expect(await answer?.headerValue('content-type')).toBe('text/html');
    // It came from the file: the site was not asked again.
    expect(site.requests.slice(asked)).toEqual([]);
  } finally {
    await close();
  }
});
