import { pathOf, type Scan } from '@webhood/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { as, callJob, evidenceFor, lease, sha256Of, submit, uploadAll } from '../../../test/job.ts';
import { makePng, sizeOf } from '../../../test/pictures.ts';
import { type Caller, type ScanServer, startScanServers } from '../../../test/scan-server.ts';
import { createFileBlobStore } from '../../platform/blob-store/file-blob-store.ts';

let all: Awaited<ReturnType<typeof startScanServers>>;
let server: ScanServer;

beforeAll(async () => {
  all = await startScanServers(2);
  [server] = all.servers as [ScanServer, ScanServer];
  await all.addScanner('one');
});
afterAll(() => all.close());

/** A finished scan with that screenshot. */
async function scanWith(
  png: Buffer<ArrayBuffer>,
  body: Record<string, unknown> = {},
): Promise<Scan> {
  const submitted = (await submit(server.app, body)).json<Scan>();
  const job = await lease(server.app, 'one');
  const evidence = evidenceFor(job, undefined, undefined, png);
  await uploadAll(server.app, job, evidence);
  const answer = await callJob(server.app, job, 'complete', evidence.request);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return submitted;
}

function picture(
  scanId: string,
  query: string,
  { headers = {}, caller = 'ann' as Caller, app = server.app } = {},
) {
  const url = `${pathOf('scanScreenshot', { scanId })}${query}`;
  return app.inject({ url, headers: { 'x-test-caller': caller, ...headers } });
}

const PAGE = makePng({ width: 1_280, height: 900, colour: (x, y) => [x % 256, y % 256, 90] });

test('a screenshot is shown drawn anew, small or whole, and stays as it was for saving', async () => {
  const { id } = await scanWith(PAGE);
  const small = await picture(id, '?size=thumbnail');
  expect(small.statusCode).toBe(200);
  expect(small.headers['content-type']).toBe('image/webp');
  expect(small.headers['content-disposition']).toBe('inline');
  expect(small.headers['content-security-policy']).toBe("sandbox; default-src 'none'");
  expect(sizeOf(small.rawPayload)).toEqual({ type: 'webp', size: [480, 300] });
  const whole = await picture(id, '?size=display');
  expect(sizeOf(whole.rawPayload)).toEqual({ type: 'png', size: [1_280, 900] });
  expect(whole.rawPayload.equals(PAGE)).toBe(false);
  const file = await picture(id, '');
  expect(file.rawPayload.equals(PAGE)).toBe(true);
  expect(file.headers['content-disposition']).toMatch(/^attachment/);
  const byHash = await server.app.inject({
    url: `${pathOf('scanArtifact', { scanId: id, sha256: sha256Of(PAGE) })}?size=display`,
    headers: { 'x-test-caller': 'ann' },
  });
  expect(byHash.rawPayload.equals(whole.rawPayload)).toBe(true);
});

test('a picture is drawn once, whichever server is asked, and not sent again unchanged', async () => {
  const { id } = await scanWith(makePng({ width: 600, height: 400, colour: () => [1, 2, 3] }));
  const answers = await Promise.all(
    all.servers.flatMap(({ app }) => [
      picture(id, '?size=thumbnail', { app }),
      picture(id, '?size=thumbnail', { app }),
    ]),
  );
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
  expect(new Set(answers.map(({ headers }) => headers.etag)).size).toBe(1);
  const etag = String(answers[0]?.headers.etag);
  const again = await picture(id, '?size=thumbnail', { headers: { 'if-none-match': etag } });
  expect(again.statusCode).toBe(304);
  const { rows } = await sql<{ made: number }>`
    select count(*)::int as made from renditions r join artifacts a on a.sha256 = r.source_sha256
    where a.scan_id = ${id}`.execute(all.database.db);
  expect(rows).toEqual([{ made: 1 }]);
});

test('a browser is never given the file itself to draw', async () => {
  const { id } = await scanWith(PAGE);
  const forAnImage = { headers: { 'sec-fetch-dest': 'image' } };
  const refused = await picture(id, '', forAnImage);
  expect(refused.statusCode).toBe(403);
  expect(refused.json().detail).toContain('size=display');
  expect((await picture(id, '?size=display', forAnImage)).statusCode).toBe(200);
});

test('a screenshot that is no picture is called so, again and again, and can be saved', async () => {
  const file = Buffer.from('<svg onload="alert(1)">');
  const { id } = await scanWith(file);
  for (const size of ['thumbnail', 'display', 'thumbnail']) {
    const answer = await picture(id, `?size=${size}`);
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ code: 'picture_unreadable' });
    expect(answer.body).not.toContain('svg');
  }
  expect((await picture(id, '')).rawPayload.equals(file)).toBe(true);
});

test('only a screenshot has sizes, and only those that there are', async () => {
  const { id } = await scanWith(PAGE);
  expect((await picture(id, '?size=huge')).statusCode).toBe(400);
  const list = await as(server.app, 'ann', 'GET', pathOf('scanArtifacts', { scanId: id }));
  const html = list.json<{ kind: string; sha256: string }[]>().find(({ kind }) => kind === 'html');
  const url = pathOf('scanArtifact', { scanId: id, sha256: html?.sha256 ?? '' });
  const answer = await as(server.app, 'ann', 'GET', `${url}?size=display`);
  expect(answer.statusCode).toBe(400);
});

test('a picture of a restricted scan is for those who may see the scan', async () => {
  const { id } = await scanWith(PAGE, { visibility: 'restricted' });
  for (const size of ['thumbnail', 'display']) {
    expect((await picture(id, `?size=${size}`, { caller: 'bob' })).statusCode).toBe(404);
    expect((await picture(id, `?size=${size}`)).statusCode).toBe(200);
  }
});

test('a picture goes with its screenshot, not before, and is made anew when it was lost', async () => {
  const png = makePng({ width: 500, height: 320, colour: () => [9, 9, 9] });
  const { id } = await scanWith(png);
  const small = await picture(id, '?size=thumbnail');
  const kept = sha256Of(small.rawPayload);
  const blobs = await createFileBlobStore(all.blobDir);
  await age();
  await server.artifacts.sweep();
  expect(await blobs.has(kept)).toBe(true);

  await blobs.delete(kept);
  expect((await picture(id, '?size=thumbnail')).statusCode).toBe(503);
  expect((await picture(id, '?size=thumbnail')).rawPayload.equals(small.rawPayload)).toBe(true);

  await as(server.app, 'ann', 'DELETE', pathOf('scan', { scanId: id }));
  // The screenshot first; its picture is nobody's from then on.
  for (let pass = 0; pass < 2; pass++) {
    await age();
    await server.artifacts.sweep();
  }
  expect(await blobs.has(sha256Of(png))).toBe(false);
  expect(await blobs.has(kept)).toBe(false);
});

async function age(): Promise<void> {
  await all.database.db
    .updateTable('blobs')
    .set({ last_used_at: sql<Date>`clock_timestamp() - interval '2 hours'` })
    .execute();
}
