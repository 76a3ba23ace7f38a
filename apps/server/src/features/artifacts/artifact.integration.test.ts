import { type Artifact, pathOf, type Scan } from '@webhood/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { observed } from '../../../../../test/observed.ts';
import {
  as,
  callJob,
  completeJob,
  type Evidence,
  evidenceFor,
  lease,
  putBlob,
  sha256Of,
  submit,
  uploadAll,
} from '../../../test/job.ts';
import { type ScanServer, type ScanServers, startScanServers } from '../../../test/scan-server.ts';
import { createFileBlobStore } from '../../platform/blob-store/file-blob-store.ts';

let all: ScanServers;
let server: ScanServer;
let scan: Scan;
let evidence: Evidence;

beforeAll(async () => {
  all = await startScanServers();
  [server] = all.servers as [ScanServer];
  await all.addScanner('one');
  ({ scan, evidence } = await doneScan());
});
afterAll(() => all.close());

async function doneScan(): Promise<{ scan: Scan; evidence: Evidence }> {
  const submitted = (await submit(server.app)).json<Scan>();
  return {
    scan: submitted,
    evidence: await completeJob(server.app, await lease(server.app, 'one')),
  };
}

const fetchFile = (url: string, headers: Record<string, string> = {}) =>
  server.app.inject({ url, headers: { 'x-test-caller': 'ann', ...headers } });

function fileOf(path: string): Buffer {
  return evidence.files.find((each) => each.path === path)?.content ?? Buffer.alloc(0);
}

test('every artifact comes back with the hash that the scan names', async () => {
  const { body } = await fetchFile(pathOf('scanArtifacts', { scanId: scan.id }));
  const artifacts: Artifact[] = JSON.parse(body);
  expect(artifacts.map(({ path }) => path)).toEqual(['page.html', 'scan.json', 'screenshot.png']);
  for (const { sha256, size } of artifacts) {
    const file = await fetchFile(pathOf('scanArtifact', { scanId: scan.id, sha256 }));
    expect(sha256Of(file.rawPayload)).toBe(sha256);
    expect(file.rawPayload).toHaveLength(size);
  }
});

test('the screenshot, the page and the report keep the types of the contract', async () => {
  const types = {
    scanScreenshot: 'image/png',
    scanHtml: 'text/html',
    scanReport: 'application/json',
  };
  for (const [route, type] of Object.entries(types)) {
    const answer = await fetchFile(pathOf(route as keyof typeof types, { scanId: scan.id }));
    expect(answer.headers['content-type']).toContain(type);
  }
});

test('whatever a page left is inert: sandboxed, unsniffed, an attachment with a name of ours', async () => {
  const sha256 = sha256Of(fileOf('page.html'));
  const urls = [
    pathOf('scanHtml', { scanId: scan.id }),
    pathOf('scanScreenshot', { scanId: scan.id }),
    pathOf('scanReport', { scanId: scan.id }),
    pathOf('scanTrace', { scanId: scan.id }),
    pathOf('scanArtifact', { scanId: scan.id, sha256 }),
  ];
  for (const url of urls) {
    const { headers } = await fetchFile(url);
    expect(headers['content-security-policy']).toBe("sandbox; default-src 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-disposition']).toMatch(/^attachment; filename="example\.com-[\w.-]+"$/);
  }
  const byHash = await fetchFile(pathOf('scanArtifact', { scanId: scan.id, sha256 }));
  expect(byHash.headers['content-type']).toBe('application/octet-stream');
});

test("the trace has the requests and responses in Webhood's words", async () => {
  const answer = await fetchFile(pathOf('scanTrace', { scanId: scan.id }));
  expect(answer.json()).toMatchObject([
    { type: 'request', ts: 1, method: 'GET', url: 'https://example.com/final' },
    { type: 'response', ts: 21, status: 200, remoteAddress: { port: 443 } },
  ]);
});

test('a range is answered with that part', async () => {
  const url = pathOf('scanScreenshot', { scanId: scan.id });
  const whole = fileOf('screenshot.png');
  const part = await fetchFile(url, { range: 'bytes=0-2' });
  expect(part.statusCode).toBe(206);
  expect(part.headers['content-range']).toBe(`bytes 0-2/${whole.length}`);
  expect(part.rawPayload.equals(whole.subarray(0, 3))).toBe(true);
  expect((await fetchFile(url, { range: 'bytes=9999-' })).statusCode).toBe(416);
  const again = await fetchFile(url, { 'if-none-match': `"${sha256Of(whole)}"` });
  expect(again.statusCode).toBe(304);
});

test('an artifact is not reachable through a scan that does not have it', async () => {
  const other = await doneScan();
  const sha256 = sha256Of(fileOf('screenshot.png'));
  const answer = await fetchFile(pathOf('scanArtifact', { scanId: other.scan.id, sha256 }));
  expect(answer.statusCode).toBe(404);
});

test('an artifact whose bytes are lost is answered 503, not with half of it', async () => {
  const lost = await doneScan();
  const blobs = await createFileBlobStore(all.blobDir);
  await blobs.delete(lost.evidence.request.artifacts[0]?.sha256 ?? '');
  const answer = await fetchFile(pathOf('scanScreenshot', { scanId: lost.scan.id }));
  expect(answer.statusCode).toBe(503);
});

test('sweeping removes what no scan claims once it is old, and nothing else', async () => {
  const blobs = await createFileBlobStore(all.blobDir);
  const deleted = await doneScan();
  const [orphan] = deleted.evidence.request.artifacts;
  await as(server.app, 'ann', 'DELETE', pathOf('scan', { scanId: deleted.scan.id }));
  await server.artifacts.sweep();
  expect(await blobs.has(orphan?.sha256 ?? '')).toBe(true);
  await all.database.db
    .updateTable('blobs')
    .set({ last_used_at: sql<Date>`clock_timestamp() - interval '2 hours'` })
    .execute();
  await server.artifacts.sweep();
  expect(await blobs.has(orphan?.sha256 ?? '')).toBe(false);
  expect(await blobs.has(sha256Of(fileOf('screenshot.png')))).toBe(true);
  observed('there while young, gone once old; what another scan claims is still there');
});

test('uploading again what is being swept never leaves a row without its bytes', async () => {
  const blobs = await createFileBlobStore(all.blobDir);
  const content = Buffer.from('wanted and swept');
  const sha256 = sha256Of(content);
  await submit(server.app);
  const job = await lease(server.app, 'one');
  for (let round = 0; round < 20; round++) {
    expect((await putBlob(server.app, job, content)).statusCode).toBe(201);
    await all.database.db
      .updateTable('blobs')
      .set({ last_used_at: sql<Date>`clock_timestamp() - interval '2 hours'` })
      .where('sha256', '=', sha256)
      .execute();
    const [upload] = await Promise.all([
      putBlob(server.app, job, content),
      server.artifacts.sweep(),
    ]);
    const isKnown = await server.artifacts.hasUploaded('one', sha256);
    expect(isKnown ? await blobs.has(sha256) : true).toBe(true);
    if (upload.statusCode === 201) expect(isKnown).toBe(true);
    else expect(upload.json()).toMatchObject({ code: 'unavailable' });
  }
});

test('a report file that is no report leaves the trace unavailable and the scan readable', async () => {
  for (const text of ['not JSON', '{"version":"1.0"}', '{"redirects":[0,0]}']) {
    const submitted = (await submit(server.app)).json<Scan>();
    const job = await lease(server.app, 'one');
    const { files, request } = evidenceFor(job);
    const content = Buffer.from(text);
    const isReport = (kind: string) => kind === 'report';
    const evidence: Evidence = {
      files: files.map((each) => (isReport(each.kind) ? { ...each, content } : each)),
      request: {
        ...request,
        artifacts: request.artifacts.map((each) =>
          isReport(each.kind) ? { ...each, sha256: sha256Of(content), size: content.length } : each,
        ),
      },
    };
    await uploadAll(server.app, job, evidence);
    expect((await callJob(server.app, job, 'complete', evidence.request)).statusCode).toBe(200);
    const trace = await fetchFile(pathOf('scanTrace', { scanId: submitted.id }));
    expect(trace.statusCode).toBe(503);
    expect(trace.json()).toMatchObject({ code: 'unavailable' });
    const scanned = await fetchFile(pathOf('scan', { scanId: submitted.id }));
    expect(scanned.statusCode).toBe(200);
  }
});
