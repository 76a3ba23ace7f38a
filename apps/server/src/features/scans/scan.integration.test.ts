import { OPTION_BOUNDS, type Problem, pathOf, type Scan } from '@webhood/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { as, completeJob, lease, submit } from '../../../test/job.ts';
import { type Caller, type ScanServers, startScanServers } from '../../../test/scan-server.ts';

let all: ScanServers;
let app: ScanServers['servers'][number]['app'];

beforeAll(async () => {
  all = await startScanServers();
  const [first] = all.servers;
  if (!first) throw new Error('no server');
  app = first.app;
  await all.addScanner('one');
});
afterAll(() => all.close());
beforeEach(async () => {
  await all.database.db.deleteFrom('scans').execute();
});

const get = (caller: Caller, url: string) => as(app, caller, 'GET', url);

describe('submitting', () => {
  test('is answered 202 with the scan and its address', async () => {
    const answer = await submit(app, { url: 'hxxps://example[.]com/a?b#c' });
    expect(answer.statusCode).toBe(202);
    const scan = answer.json<Scan>();
    expect(answer.headers.location).toBe(`/api/v1/scans/${scan.id}`);
    expect(scan).toMatchObject({
      id: expect.stringMatching(/^[a-z0-9]{15}$/),
      slug: expect.stringMatching(/^example\.com-\d{13}$/),
      url: 'https://example.com/a?b#c',
      status: 'pending',
      state: 'queued',
      done_at: '',
      final_url: '',
      errorMessage: '',
      screenshots: [],
      html: [],
      notices: ['refanged'],
      submittedBy: { kind: 'user', name: 'ann' },
    });
    expect(scan).not.toHaveProperty('scanData');
  });

  test('many scans of one host in the same moment get slugs of their own', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => submit(app)));
    expect(answers.every(({ statusCode }) => statusCode === 202)).toBe(true);
    expect(new Set(answers.map((answer) => answer.json<Scan>().slug)).size).toBe(60);
  });

  test.each([
    ['javascript:alert(1)', 'unsupported_scheme'],
    ['http://10.0.0.1/', 'non_public_address'],
    ['http://localhost/', 'non_public_name'],
    ['http://example.com:25/', 'blocked_port'],
    ['http://exa mple.com/', 'malformed_url'],
  ])('%s is refused as %s, naming the field', async (url, code) => {
    const answer = await submit(app, { url });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ code, errors: [{ field: 'url' }] });
  });

  test('each bad field is named, unknown ones too', async () => {
    const answer = await submit(app, {
      options: { rate: 'warp', color: 'red', timeoutMs: OPTION_BOUNDS.timeoutMs.max + 1 },
      colour: 'blue',
      visibility: 'public',
    });
    expect(answer.statusCode).toBe(400);
    const fields = answer.json<Problem>().errors?.map(({ field }) => field);
    expect(fields?.sort()).toEqual([
      'colour',
      'options.color',
      'options.rate',
      'options.timeoutMs',
      'visibility',
    ]);
  });

  test('a body past its bound is refused', async () => {
    const answer = await submit(app, { url: `https://example.com/${'a'.repeat(70_000)}` });
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ code: 'payload_too_large' });
  });

  test('is for those who may: not for viewers, not for strangers', async () => {
    expect((await submit(app, {}, 'viewer')).statusCode).toBe(403);
    const stranger = await app.inject({
      method: 'POST',
      url: pathOf('scans'),
      payload: { nonsense: true },
    });
    expect(stranger.statusCode).toBe(401);
  });

  test('secrets in options reach the scanner and nobody else', async () => {
    const options = {
      headers: { 'X-Key': 'secret-header' },
      cookies: [{ name: 'sid', value: 'secret-cookie' }],
    };
    const answer = await submit(app, { options });
    const { id } = answer.json<Scan>();
    const seen = [answer.body, (await get('admin', pathOf('scan', { scanId: id }))).body];
    expect(seen.join()).not.toContain('secret-');
    expect((await lease(app, 'one')).scan.options).toMatchObject(options);
  });
});

describe('reading', () => {
  test('is answered 202 with the address until the scan has ended, then 200', async () => {
    const { id, slug } = (await submit(app)).json<Scan>();
    const waiting = await get('viewer', pathOf('scan', { scanId: id }));
    expect(waiting.statusCode).toBe(202);
    expect(waiting.headers.location).toBe(`/api/v1/scans/${id}`);
    const job = await lease(app, 'one');
    const running = await get('viewer', pathOf('scan', { scanId: slug }));
    expect(running.statusCode).toBe(202);
    expect(running.json()).toMatchObject({ id, status: 'running' });
    await completeJob(app, job);
    const done = await get('viewer', pathOf('scan', { scanId: slug }));
    expect(done.statusCode).toBe(200);
    expect(done.headers.location).toBeUndefined();
    expect(done.json()).toMatchObject({ id, status: 'done', done_at: expect.stringMatching(/Z$/) });
  });

  test('lists newest first, in pages', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await submit(app)).json<Scan>().id);
    const page = async (query: string) =>
      (await get('ann', `${pathOf('scans')}${query}`)).json<Scan[]>().map(({ id }) => id);
    expect(await page('')).toEqual(ids);
    expect(await page('?limit=2&offset=2')).toEqual(ids.slice(2, 4));
    expect(await page('?sort=created')).toEqual(ids.toReversed());
  });

  test.each(['limit=501', 'limit=-1', 'sort=password', 'filter=password="x"', 'limit=1&limit=2'])(
    'a list with %s is refused',
    async (query) => {
      const answer = await get('ann', `${pathOf('scans')}?${query}`);
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ code: 'invalid_request' });
    },
  );

  test('an unknown scan is 404', async () => {
    for (const route of [
      'scan',
      'scanScreenshot',
      'scanHtml',
      'scanTrace',
      'scanArtifacts',
    ] as const) {
      const answer = await get('admin', pathOf(route, { scanId: 'nosuchscan00000' }));
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ code: 'not_found' });
    }
  });
});

describe('a restricted scan', () => {
  async function restrictedScan(): Promise<Scan> {
    const scan = (await submit(app, { visibility: 'restricted' })).json<Scan>();
    await completeJob(app, await lease(app, 'one'));
    return scan;
  }

  test('exists for its submitter and administrators only, by every path', async () => {
    const { id, slug } = await restrictedScan();
    const artifacts = (await get('ann', pathOf('scanArtifacts', { scanId: id }))).json<
      { sha256: string }[]
    >();
    const paths = [
      pathOf('scan', { scanId: id }),
      pathOf('scan', { scanId: slug }),
      pathOf('scanScreenshot', { scanId: id }),
      pathOf('scanHtml', { scanId: id }),
      pathOf('scanTrace', { scanId: id }),
      pathOf('scanReport', { scanId: id }),
      pathOf('scanArtifacts', { scanId: id }),
      ...artifacts.map(({ sha256 }) => pathOf('scanArtifact', { scanId: id, sha256 })),
    ];
    for (const path of paths) {
      expect((await get('bob', path)).statusCode).toBe(404);
      expect((await get('ann', path)).statusCode).toBe(200);
      expect((await get('admin', path)).statusCode).toBe(200);
    }
    const listed = async (caller: Caller) =>
      (await get(caller, pathOf('scans'))).json<Scan[]>().some((scan) => scan.id === id);
    expect(await listed('bob')).toBe(false);
    expect(await listed('ann')).toBe(true);
    expect(await listed('admin')).toBe(true);
  });

  test('cannot be cancelled or deleted by others, and they are not told that it exists', async () => {
    const { id } = await restrictedScan();
    expect((await as(app, 'bob', 'DELETE', pathOf('scan', { scanId: id }))).statusCode).toBe(404);
    const cancel = await as(app, 'bob', 'POST', pathOf('scanCancel', { scanId: id }));
    expect(cancel.statusCode).toBe(404);
  });
});

describe('cancelling and deleting', () => {
  test('is for who submitted, and administrators', async () => {
    const { id } = (await submit(app)).json<Scan>();
    const cancel = (caller: Caller) =>
      as(app, caller, 'POST', pathOf('scanCancel', { scanId: id }));
    expect((await cancel('bob')).statusCode).toBe(403);
    expect((await cancel('viewer')).statusCode).toBe(403);
    expect((await cancel('admin')).json()).toMatchObject({
      state: 'cancelled',
      status: 'error',
      errorCode: 'cancelled',
      errorMessage: 'Cancelled by admin.',
    });
    expect((await cancel('ann')).statusCode).toBe(200);
  });

  test('a scan that is done cannot be cancelled', async () => {
    const { id } = (await submit(app)).json<Scan>();
    await completeJob(app, await lease(app, 'one'));
    const answer = await as(app, 'ann', 'POST', pathOf('scanCancel', { scanId: id }));
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ code: 'conflict' });
  });

  test('deleting takes the scan and its evidence away, and happens once', async () => {
    const { id } = (await submit(app)).json<Scan>();
    await completeJob(app, await lease(app, 'one'));
    const remove = () => as(app, 'ann', 'DELETE', pathOf('scan', { scanId: id }));
    expect((await remove()).statusCode).toBe(204);
    expect((await remove()).statusCode).toBe(404);
    expect((await get('ann', pathOf('scanArtifacts', { scanId: id }))).statusCode).toBe(404);
  });
});
