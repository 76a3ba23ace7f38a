/**
 * Every route that reads, asked by somebody else: nothing that a restricted scan alone has comes
 * out of any, and where it is named it does not exist. Routes are taken from the API's document, so
 * a new one is asked too; the event stream, which never ends, has its own tests.
 */
import { type Lease, pathOf, type Scan } from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccountServer, ORIGIN, startAccountServer } from './account-server.ts';
import { completeJob } from './job.ts';

const MARKER = 'orchidlantern';
const ENDLESS = '/api/v1/events';
/** Words of the scan, wherever a route takes some. */
const QUERIES = [
  '',
  `?q=${MARKER}`,
  `?q=domain:${MARKER}.example.com`,
  `?text=${MARKER}`,
  `?filter=${encodeURIComponent(`url ~ "${MARKER}"`)}`,
];

let server: AccountServer;
let scan: Scan;
const cookies = { owner: '', admin: '', other: '', viewer: '' };
let apiToken = '';

beforeAll(async () => {
  server = await startAccountServer();
  await server.addUser('root', 'admin');
  await server.addUser('owner', 'user');
  await server.addUser('other', 'user');
  await server.addUser('reader', 'viewer');
  cookies.admin = await server.signIn('root');
  cookies.owner = await server.signIn('owner');
  cookies.other = await server.signIn('other');
  cookies.viewer = await server.signIn('reader');
  const post = async <T>(url: string, headers: Record<string, string>, payload: object) =>
    (await server.http.inject({ method: 'POST', url, headers, payload })).json<T>();
  const asAdmin = { cookie: cookies.admin, origin: ORIGIN };
  const scanner = await post<{ token: string }>(pathOf('scanners'), asAdmin, { name: 'one' });
  apiToken = (await post<{ token: string }>(pathOf('tokens'), asAdmin, { name: 't' })).token;
  const asOwner = { cookie: cookies.owner, origin: ORIGIN };
  const url = `https://${MARKER}.example.com/${MARKER}`;
  scan = await post<Scan>(pathOf('scans'), asOwner, { url, visibility: 'restricted' });
  if (!scan.id) throw new Error(JSON.stringify(scan));
  const asScanner = { authorization: `Bearer ${scanner.token}` };
  const request = { version: '1', browserVersion: '1', waitMs: 0 };
  await completeJob(server.http, await post<Lease>(pathOf('lease'), asScanner, request));
});
afterAll(() => server.close());

interface OpenApi {
  paths: Record<string, Record<string, unknown>>;
}

async function readingPaths(): Promise<string[]> {
  const document = (await server.http.inject(pathOf('openApi'))).json<OpenApi>();
  return Object.entries(document.paths)
    .filter(([path, methods]) => methods.get && path !== ENDLESS && path.startsWith('/api/'))
    .map(([path]) => path);
}

const get = (url: string, headers: Record<string, string>) =>
  server.http.inject({ method: 'GET', url, headers });

describe.each(['another user', 'a viewer', 'an API token'])('to %s', (who) => {
  const headers = (): Record<string, string> => {
    if (who === 'an API token') return { authorization: `Bearer ${apiToken}` };
    return { cookie: who === 'a viewer' ? cookies.viewer : cookies.other };
  };

  test('a restricted scan does not exist under its names', async () => {
    const paths = (await readingPaths()).filter((path) => path.includes('{scanId}'));
    expect(paths.length).toBeGreaterThan(6);
    const sha256 = (await artifactsOf(cookies.owner))[0] ?? '';
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    for (const path of paths) {
      for (const name of [scan.id, scan.slug]) {
        const url = path.replace('{scanId}', name).replace('{sha256}', sha256);
        const answer = await get(url, headers());
        expect([url, answer.statusCode]).toEqual([url, 404]);
      }
    }
  });

  test('and is in no list, search, suggestion, facet or count', async () => {
    const paths = (await readingPaths()).filter((path) => !path.includes('{'));
    expect(paths.length).toBeGreaterThan(8);
    const told: string[] = [];
    for (const path of paths) {
      for (const query of QUERIES) {
        const answer = await get(`${path}${query}`, headers());
        // A query that is refused is quoted back: that is the asker's own word.
        if (answer.statusCode !== 200) continue;
        const own = query === '' ? '' : 'asked';
        if (holdsScan(answer.body, own)) told.push(`${path}${query}`);
      }
    }
    expect(told).toEqual([]);
  });
});

/** What only the scan itself can have said. */
function holdsScan(body: string, asked: string): boolean {
  if (body.includes(scan.id) || body.includes(scan.slug)) return true;
  return asked === '' && body.includes(MARKER);
}

async function artifactsOf(cookie: string): Promise<string[]> {
  const answer = await get(pathOf('scanArtifacts', { scanId: scan.id }), { cookie });
  return answer.json<{ sha256: string }[]>().map(({ sha256 }) => sha256);
}

test('its owner and administrators find it by the same questions', async () => {
  for (const cookie of [cookies.owner, cookies.admin]) {
    expect((await get(pathOf('scan', { scanId: scan.id }), { cookie })).statusCode).toBe(200);
    const list = await get(pathOf('scans'), { cookie });
    expect(list.body).toContain(MARKER);
    const found = await get(`${pathOf('search')}?q=${MARKER}`, { cookie });
    expect(found.body).toContain(scan.id);
    expect((await artifactsOf(cookie)).length).toBeGreaterThan(0);
  }
});
