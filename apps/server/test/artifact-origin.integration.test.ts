/** Evidence under a host of its own: what it answers, what it does not, and who gets an address. */
import { type AuditPage, type Lease, pathOf, type RouteName, type Scan } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AccountServer, ORIGIN, startAccountServer } from './account-server.ts';
import { callJob, type Evidence, evidenceFor, sha256Of, uploadAll } from './job.ts';
import { makePng } from './pictures.ts';

const EVIDENCE = 'https://evidence.test:8443';
const CONSOLE_HOST = new URL(ORIGIN).host;
const EVIDENCE_HOST = new URL(EVIDENCE).host;
const PNG = makePng({ width: 640, height: 400, colour: (x, y) => [x % 256, y % 256, 7] });

let server: AccountServer;
let admin: Record<string, string>;
let reader: Record<string, string>;
let scannerToken: string;
let scan: Scan;
let evidence: Evidence;

async function ask(
  method: 'GET' | 'POST',
  url: string,
  headers: Record<string, string>,
  payload?: object,
) {
  return server.http.inject({ method, url, headers, ...(payload ? { payload } : {}) });
}

beforeAll(async () => {
  server = await startAccountServer({ artifactOrigin: new URL(EVIDENCE) });
  await server.addUser('root', 'admin');
  await server.addUser('reader', 'viewer');
  const as = async (name: string) => ({
    cookie: await server.signIn(name),
    origin: ORIGIN,
    host: CONSOLE_HOST,
  });
  admin = await as('root');
  reader = await as('reader');
  const made = await ask('POST', pathOf('scanners'), admin, { name: 'one' });
  scannerToken = made.json<{ token: string }>().token;
  ({ scan, evidence } = await scanned());
});
afterAll(() => server.close());

async function scanned(more: object = {}): Promise<{ scan: Scan; evidence: Evidence }> {
  const body = { url: 'https://example.com/', ...more };
  const submitted = (await ask('POST', pathOf('scans'), admin, body)).json<Scan>();
  const asked = { version: '1', browserVersion: '1', waitMs: 0 };
  const authorization = `Bearer ${scannerToken}`;
  const leased = await ask('POST', pathOf('lease'), { authorization }, asked);
  const job = leased.json<Lease>();
  const kept = evidenceFor(job, undefined, undefined, PNG);
  await uploadAll(server.http, job, kept);
  await callJob(server.http, job, 'complete', kept.request);
  return { scan: submitted, evidence: kept };
}

const address = (route: RouteName, query = '', of = scan) =>
  `${pathOf(route, { scanId: of.id })}${query}`;

/** As a browser follows it: without the cookie of another host. */
async function follow(location: unknown, headers: Record<string, string> = {}) {
  const url = new URL(String(location));
  expect(url.origin).toBe(EVIDENCE);
  return ask('GET', `${url.pathname}${url.search}`, { host: url.host, ...headers });
}

test('people are sent to the other host, which gives the file without knowing them', async () => {
  for (const route of ['scanScreenshot', 'scanHtml', 'scanReport'] as const) {
    const sent = await ask('GET', address(route), reader);
    expect(sent.statusCode).toBe(303);
    expect(sent.rawPayload).toHaveLength(0);
    const file = await follow(sent.headers.location);
    expect(file.statusCode).toBe(200);
    expect(evidence.files.some(({ content }) => content.equals(file.rawPayload))).toBe(true);
    expect(file.headers['content-security-policy']).toBe("sandbox; default-src 'none'");
    expect(file.headers['content-disposition']).toMatch(/^attachment/);
    expect(file.headers['x-content-type-options']).toBe('nosniff');
    expect(file.headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(file.headers['access-control-allow-credentials']).toBeUndefined();
    expect(file.headers['set-cookie']).toBeUndefined();
  }
  const byHash = pathOf('scanArtifact', { scanId: scan.id, sha256: sha256Of(PNG) });
  const { headers } = await ask('GET', byHash, reader);
  expect((await follow(headers.location)).rawPayload.equals(PNG)).toBe(true);
  const shown = await ask('GET', address('scanScreenshot', '?size=thumbnail'), reader);
  const picture = await follow(shown.headers.location);
  expect(picture.headers['content-type']).toBe('image/webp');
  expect(picture.headers['cross-origin-resource-policy']).toBe('cross-origin');
});

test('the other host gives no file itself to be drawn', async () => {
  const { headers } = await ask('GET', address('scanScreenshot'), reader);
  const drawn = await follow(headers.location, { 'sec-fetch-dest': 'image' });
  expect(drawn.statusCode).toBe(403);
});

test('the console may show and read what comes from there, and nothing else', async () => {
  const policy = String((await ask('GET', '/', admin)).headers['content-security-policy']);
  const of = (directive: string) => policy.split(';').find((each) => each.startsWith(directive));
  expect(of('img-src')).toContain(EVIDENCE);
  expect(of('connect-src')).toBe(`connect-src 'self' ${EVIDENCE}`);
  for (const directive of ['script-src', 'frame-src', 'style-src']) {
    expect(of(directive)).not.toContain(EVIDENCE);
  }
});

test('nothing but artifacts is answered there, whoever asks, and no artifact here', async () => {
  const { paths } = (await ask('GET', '/api/openapi.json', admin)).json<{
    paths: Record<string, Record<string, unknown>>;
  }>();
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
  expect(routes.length).toBeGreaterThan(80);
  for (const path of ['/', '/scans/x', '/assets/x.js', '/healthz', '/readyz', '/metrics']) {
    routes.push({ method: 'GET', path });
  }
  routes.push({ method: 'GET', path: '/api/docs' }, { method: 'GET', path: '/api/openapi.json' });
  for (const { method, path } of routes) {
    const url = path.replace('{scanId}', scan.id).replace(/\{\w+\}/g, 'x');
    const answer = await ask(method as 'GET', url, { ...admin, host: EVIDENCE_HOST });
    expect([method, path, answer.statusCode]).toEqual([method, path, 404]);
  }
  const { headers } = await ask('GET', address('scanScreenshot'), reader);
  const { pathname, search } = new URL(String(headers.location));
  expect((await ask('GET', `${pathname}${search}`, admin)).statusCode).toBe(404);
});

test('an API token is given the file where it asks', async () => {
  const made = await ask('POST', pathOf('tokens'), admin, { name: 'script' });
  const authorization = `Bearer ${made.json<{ token: string }>().token}`;
  const file = await ask('GET', address('scanScreenshot'), { authorization, host: CONSOLE_HOST });
  expect(file.statusCode).toBe(200);
  expect(file.rawPayload.equals(PNG)).toBe(true);
});

test('who may not see a scan is given no address, and what is forged or of old opens nothing', async () => {
  const hidden = await scanned({ visibility: 'restricted' });
  for (const query of ['', '?size=thumbnail', '?size=display']) {
    const refused = await ask('GET', address('scanScreenshot', query, hidden.scan), reader);
    expect(refused.statusCode).toBe(404);
    expect(refused.headers.location).toBeUndefined();
    expect(
      (await ask('GET', address('scanScreenshot', query, hidden.scan), admin)).statusCode,
    ).toBe(303);
  }
  const { headers } = await ask('GET', address('scanReport', '', hidden.scan), admin);
  const altered = String(headers.location).replace(/.$/, (end) => (end === '0' ? '1' : '0'));
  expect((await follow(altered)).statusCode).toBe(403);
  await ask('DELETE' as 'GET', pathOf('scan', { scanId: hidden.scan.id }), admin);
  expect((await follow(headers.location)).statusCode).toBe(404);
});

test('the audit log has who was given an address', async () => {
  await ask('GET', address('scanReport'), admin);
  const found = await ask('GET', `${pathOf('audit')}?action=artifact.read&actor=root`, admin);
  const list = found.json<AuditPage>().items;
  expect(list).toContainEqual(
    expect.objectContaining({
      outcome: 'success',
      target: expect.objectContaining({ id: scan.id }),
    }),
  );
});

test('a reading whose entry could not be written is recorded when it is asked for again', async () => {
  const { pool } = server.database;
  await pool.query('alter table audit_log rename to audit_log_away');
  const refused = await ask('GET', address('scanHtml'), admin).finally(() =>
    pool.query('alter table audit_log_away rename to audit_log'),
  );
  expect(refused.statusCode).toBe(503);
  expect((await ask('GET', address('scanHtml'), admin)).statusCode).toBe(303);
  const found = await ask('GET', `${pathOf('audit')}?action=artifact.read&actor=root`, admin);
  const artifacts = found.json<AuditPage>().items.map(({ details }) => details['artifact']);
  expect(artifacts).toContain('html');
});
