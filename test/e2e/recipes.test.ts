/** Every block of `docs/recipes.md`, against a real server, scanner and Chromium. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Site, startSite } from '../sites/site-server.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { freePort, type Run, run } from './support/processes.ts';
import { startBusyGateway } from './support/recipes/busy-gateway.ts';
import { requestIn } from './support/recipes/http-message.ts';
import { runFlow } from './support/recipes/power-automate.ts';
import { requestsOf } from './support/recipes/powershell.ts';
import { type RecipePage, readRecipes } from './support/recipes/recipe-page.ts';
import { type RecipeAnswer, send, sendWhile } from './support/recipes/send.ts';
import { runStory } from './support/recipes/tines.ts';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

let site: Site;
let installation: Installation;
let recipes: RecipePage;
let folder: string;
let token: string;
let hookPort: number;
/** Of the first block, with this installation's values. */
let env: Record<string, string>;
/** The functions that every curl recipe has above it. */
let functions: string;
const running: Run[] = [];

beforeAll(async () => {
  recipes = readRecipes();
  folder = mkdtempSync(join(tmpdir(), 'webhood-recipes-'));
  site = await startSite();
  hookPort = await freePort();
  installation = await createInstallation();
  await installation.ready(
    installation.start(['server'], { WEBHOOD_WEBHOOK_NETWORKS: '127.0.0.0/8' }),
  );
  await installation.addScanner('one');
  // Also makes this process trust the certificate, for the recipes whose requests it sends.
  const client = await installation.client();
  const url = `${site.url}/tiny`;
  const { items } = await client.scans.submitMany({ urls: [url, url], tags: ['mail'] });
  for (const item of items) if ('scan' in item) await client.waitForScan(item.scan.id);
  const create = ['tokens', 'create', '--name', 'recipes', '--role', 'api_user', '--json'];
  token = JSON.parse(await installation.command(create)).token;
  env = environmentOf(recipes.take('Before you begin', 'sh').join(''));
  functions = recipes.take('curl', 'sh').join('');
  writeFileSync(join(folder, 'webhood.py'), take('Python', 'python'));
  writeFileSync(join(folder, 'urls.txt'), `${site.url}/\n${site.url}/links\nftp://a.com/\n`);
});

afterAll(async () => {
  for (const one of running) await one.stop();
  await installation?.close();
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The names that the page says to export; only their values are the test's. */
function environmentOf(block: string): Record<string, string> {
  const cert = join(installation.dataDir, 'tls/cert.pem');
  const values: Record<string, string> = {
    'https://localhost:8443': installation.url,
    'wh_…': token,
    'data/tls/cert.pem': cert,
  };
  const lines = [...block.matchAll(/^export (\w+)=(.*)$/gm)];
  return Object.fromEntries(lines.map(([, name, value = '']) => [name, values[value] ?? value]));
}

/** Addresses on this machine in place of those of the page. */
function local(text: string): string {
  return text
    .replaceAll('https://example.com/', `${site.url}/tiny`)
    .replaceAll('https://soar.example.org/', `http://127.0.0.1:${hookPort}/`)
    .replaceAll("url ~ 'example'", "url ~ 'tiny'");
}

/** Runs blocks to their end, in the test's folder. Resolves to what they printed. */
async function printed(command: string, args: string[], more: Record<string, string> = {}) {
  const started = run(command, args, { env: { ...env, ...more }, cwd: folder });
  const code = await started.exited;
  if (code !== 0) throw new Error(`ended with ${code}\n${started.stdout()}\n${started.stderr()}`);
  return started.stdout();
}

const bash = (...blocks: string[]) =>
  printed('bash', ['-euo', 'pipefail', '-c', local([functions, ...blocks].join('\n'))]);

function python(name: string, block: string): Promise<string> {
  writeFileSync(join(folder, `${name}.py`), local(block));
  return printed('python3', [`${name}.py`]);
}

const read = (name: string) => readFileSync(join(folder, name));
const readJson = (name: string) => JSON.parse(read(name).toString());
const take = (heading: string, language: string) => recipes.take(heading, language).join('');

describe('curl', () => {
  test('one scan is submitted, awaited, kept, and compared with another', async () => {
    const submit = take('Submit and wait', 'sh');
    const keep = take('Screenshot, HAR, everything', 'sh');
    const compare = take('Scan again and compare', 'sh');
    const output = await bash(submit, keep, compare);
    expect(output).toContain(`done\n${site.url}/tiny\nTiny\n`);
    expect(output).toContain('The same hosts, addresses, certificates and files.');
    expect(read('screenshot.png').subarray(0, 8)).toEqual(PNG);
    expect(readJson('evidence/network.har').log.version).toBe('1.2');
    expect(readJson('evidence/scan.json').scan.options.device).toBe('mobile');
    expect(existsSync(join(folder, 'evidence.zip'))).toBe(true);
    expect(readJson('scan.json')).toMatchObject({ status: 'done', tags: ['mail'] });
  });

  test('a file of URLs is one list, with a verdict for each', async () => {
    const output = await bash(take('Many from a file', 'sh'));
    expect(output).toMatch(/^accepted\t\w+\thttp:\/\/127\.0\.0\.1:\d+\/\naccepted\t/);
    expect(output).toContain('refused\tunsupported_scheme\t');
  });

  test('a search prints every page', async () => {
    const block = take('Search, all pages', 'sh');
    const found = await bash(block);
    expect(found.trim().split('\n').length).toBeGreaterThan(1);
    expect(await bash(block.replace('limit=100', 'limit=1'))).toBe(found);
  });

  test('an integration made for Webhood works under another host name', async () => {
    await bash(take('An integration made for Webhood', 'sh'));
    expect(readJson('v1.json').id).toBe(readJson('submitted.json').id);
    expect(readJson('list.json').length).toBeGreaterThan(0);
    expect(readJson('beta.json')[0]).toMatchObject({ status: 'done', error: '' });
  });
});

describe('Python', () => {
  test('one scan is submitted, awaited, and its evidence zipped', async () => {
    const block = take('Submit, wait, keep everything in a zip', 'python');
    expect(await python('evidence', block)).toBe(`done ${site.url}/tiny Tiny\n`);
    const names = await printed('python3', ['-m', 'zipfile', '-l', 'evidence.zip']);
    expect(names).toContain('network.har');
  });

  test('a search goes through every page', async () => {
    const block = take('Search, all pages, in Python', 'python');
    const found = await python('search', block);
    expect(found.trim().split('\n').length).toBeGreaterThan(1);
    expect(await python('search', block.replace('100', '1'))).toBe(found);
  });

  test('a list is followed to its end by events', async () => {
    const output = await python('events', take('Events in Python', 'python'));
    expect(output).toContain(`done ${site.url}/ Fixture site\n`);
    expect(output.trim().split('\n')).toHaveLength(2);
  });
});

test.each([
  [
    'curl',
    () => bash('api "$WEBHOOD_URL/api/v1/scans" --json \'{"url": "https://example.com/"}\''),
  ],
  ['Python', () => python('busy', 'from webhood import *\nsubmit("https://example.com/")')],
])('%s waits as long as a busy server asks for, and then gets its answer', async (_, submitOne) => {
  const gateway = await startBusyGateway(installation.url, ['rate_limited', 'unavailable'], 1);
  const before = env;
  env = { ...env, WEBHOOD_URL: gateway.url };
  try {
    await submitOne();
  } finally {
    env = before;
    await gateway.close();
  }
  expect(gateway.seen.map(({ status }) => status)).toEqual([429, 503, 202]);
  const [first, , last] = gateway.seen;
  expect((last?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2_000);
});

test('PowerShell: its requests lead to a result', async () => {
  const block = local(take('PowerShell', 'powershell'));
  expect(block).toContain("while ($scan.status -in 'pending', 'running')");
  let scan = { id: '' };
  const requests = requestsOf(block, env, (path) => (path === 'scan.id' ? scan.id : ''));
  expect(requests).toHaveLength(4);
  const [submit, look, screenshot, search] = requests.map((request) => () => send(request()));
  const submitted = await submit?.();
  expect(submitted?.status).toBe(202);
  scan = submitted?.body;
  await expect.poll(async () => (await look?.())?.body.status).toBe('done');
  expect((await screenshot?.())?.bytes.subarray(0, 8)).toEqual(PNG);
  expect((await search?.())?.body.items.map(({ id }: { id: string }) => id)).toContain(scan.id);
});

test('Power Automate: the flow’s actions lead to a result', async () => {
  const answers = await runFlow(take('Power Automate', 'json'), {
    parameters: { WebhoodUrl: installation.url, WebhoodToken: token },
    triggerBody: { url: `${site.url}/tiny` },
  });
  expect(answers.get('Submit')?.status).toBe(202);
  isResult(answers.get('Look'), answers.get('Screenshot'), 'power-automate');
});

test('Tines: the story’s actions lead to a result', async () => {
  const [submit, result, screenshot] = await runStory(take('Tines', 'json'), {
    RESOURCE: { webhood: { url: installation.url } },
    CREDENTIAL: { webhood_token: token },
    receive: { body: { url: `${site.url}/tiny` } },
  });
  expect(submit?.status).toBe(202);
  isResult(result, screenshot, 'tines');
});

test('any other tool: three requests lead to a result', async () => {
  const [submit = '', look = '', picture = ''] = recipes.take('Any other tool', 'http');
  const values = { ...env, run: 'run-1', url: `${site.url}/tiny` };
  const submitted = await send(requestIn(submit, values));
  expect(submitted.status).toBe(202);
  const { id } = submitted.body;
  const result = await sendWhile(requestIn(look, { ...env, id }), ({ status }) => status === 202);
  isResult(result, await send(requestIn(picture, { ...env, id })), 'soar');
});

function isResult(result?: RecipeAnswer, screenshot?: RecipeAnswer, tag?: string): void {
  expect(result?.status).toBe(200);
  expect(result?.body).toMatchObject({ status: 'done', title: 'Tiny', tags: [tag] });
  expect(screenshot?.type).toBe('image/png');
  expect(screenshot?.bytes.subarray(0, 8)).toEqual(PNG);
}

describe('webhooks', () => {
  test.each([
    ['A receiver in Python', 'python', 'python3', 'receiver.py'],
    ['A receiver in Node.js', 'js', process.execPath, 'receiver.mjs'],
  ])(
    '%s prints what is signed, and refuses what is not',
    async (heading, language, command, file) => {
      writeFileSync(join(folder, file), take(heading, language));
      await bash(take('Webhooks', 'sh'));
      const { id, secret } = readJson('webhook.json');
      const receiver = run(command, [file], {
        env: { ...env, WEBHOOD_SECRET: secret, PORT: String(hookPort) },
        cwd: folder,
      });
      running.push(receiver);
      const address = `http://127.0.0.1:${hookPort}/webhood`;
      const forged = { method: 'POST', body: '{"type":"scan.done","data":{}}' };
      const status = () =>
        fetch(address, forged).then(
          (answer) => answer.status,
          () => 0,
        );
      await expect.poll(status).toBe(401);
      // That of the recipe was sent before anybody listened, and comes again later.
      const headers = { Authorization: `Bearer ${token}` };
      const url = `${installation.url}/api/v1/webhooks/${id}`;
      expect((await send({ method: 'POST', url: `${url}/test`, headers })).status).toBeLessThan(
        300,
      );
      await receiver.waitForOutput(/^webhook\.test $/m);
      await receiver.stop();
      expect((await send({ method: 'DELETE', url, headers })).status).toBe(204);
    },
  );
});

test('every block of the page was run', () => {
  expect(recipes.left()).toEqual([]);
});
