import { pathOf, Statistics } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AccountServer, ORIGIN, startAccountServer } from '../../../test/account-server.ts';

let server: AccountServer;
let who: Record<'ann' | 'bob' | 'root' | 'vera', { cookie: string; origin: string }>;

const HOUR_MS = 3_600_000;

beforeAll(async () => {
  server = await startAccountServer();
  await server.addUser('ann', 'user');
  await server.addUser('bob', 'user');
  await server.addUser('root', 'admin');
  await server.addUser('vera', 'viewer');
  const signedIn = async (name: string) => ({ cookie: await server.signIn(name), origin: ORIGIN });
  who = {
    ann: await signedIn('ann'),
    bob: await signedIn('bob'),
    root: await signedIn('root'),
    vera: await signedIn('vera'),
  };
  const change = (id: string, set: string) =>
    server.database.pool.query(`update scans set ${set} where id = $1`, [id]);
  for (const [index, seconds] of [1, 2, 10].entries()) {
    const completeness = index === 2 ? 'partial' : 'complete';
    await change(
      await submit('team'),
      `state = 'done', completeness = '${completeness}', started_at = greatest(queued_at, available_at) + interval '3 s',
        done_at = greatest(queued_at, available_at) + interval '${3 + seconds} s'`,
    );
  }
  for (const code of ['timeout', 'name_not_resolved', 'timeout']) {
    await change(await submit('team'), `state = 'error', error_code = '${code}', done_at = now()`);
  }
  await change(await submit('team'), `state = 'cancelled', done_at = now()`);
  await submit('team');
  await change(
    await submit('team'),
    `created_at = now() - interval '30 hours', state = 'done', started_at = null, done_at = now()`,
  );
  await change(
    await submit('restricted'),
    `state = 'error', error_code = 'tls_failed', done_at = now()`,
  );
}, 60_000);
afterAll(() => server.close());

async function submit(visibility: 'team' | 'restricted'): Promise<string> {
  const answer = await server.http.inject({
    method: 'POST',
    url: pathOf('scans'),
    headers: who.ann,
    payload: { url: 'https://example.com/', visibility },
  });
  expect(answer.statusCode, answer.body).toBe(202);
  return answer.json<{ id: string }>().id;
}

async function statisticsFor(name: keyof typeof who, query = ''): Promise<Statistics> {
  const answer = await server.http.inject({
    url: `${pathOf('stats')}${query}`,
    headers: who[name],
  });
  expect(answer.statusCode, answer.body).toBe(200);
  return Statistics.parse(answer.json());
}

test('a day’s scans by what became of them, and how long they took', async () => {
  const { scans, errors, seconds } = await statisticsFor('bob');
  expect(scans).toEqual({
    submitted: 8,
    waiting: 1,
    running: 0,
    done: 3,
    partial: 1,
    error: 3,
    cancelled: 1,
  });
  expect(errors).toEqual([
    { code: 'timeout', count: 2 },
    { code: 'name_not_resolved', count: 1 },
  ]);
  expect(seconds).toEqual({
    waiting: { p50: 3, p95: 3, most: 3 },
    scanning: { p50: 2, p95: 10, most: 10 },
  });
});

test('a restricted scan is counted for its submitter and for administrators alone', async () => {
  const codesFor = async (name: keyof typeof who) =>
    (await statisticsFor(name)).errors.map(({ code }) => code);
  expect(await codesFor('ann')).toContain('tls_failed');
  expect(await codesFor('root')).toContain('tls_failed');
  expect(await codesFor('bob')).not.toContain('tls_failed');
  expect(await codesFor('vera')).not.toContain('tls_failed');
  expect((await statisticsFor('vera')).scans.submitted).toBe(8);
  expect((await statisticsFor('ann')).scans.submitted).toBe(9);
});

test('the series has every hour, or every day, and adds up to the whole', async () => {
  const hourly = await statisticsFor('bob', '?hours=48');
  const daily = await statisticsFor('bob', '?hours=72');
  for (const [{ series, scans, from, to }, stepMs] of [
    [hourly, HOUR_MS],
    [daily, 24 * HOUR_MS],
  ] as const) {
    const times = series.map(({ at }) => Date.parse(at));
    expect(times[0]).toBeLessThanOrEqual(Date.parse(from));
    expect(times.at(-1)).toBeLessThan(Date.parse(to));
    expect(times.slice(1).every((time, index) => time - (times[index] ?? 0) === stepMs)).toBe(true);
    expect(series.reduce((sum, { submitted }) => sum + submitted, 0)).toBe(scans.submitted);
    expect(series.reduce((sum, { done }) => sum + done, 0)).toBe(scans.done);
    expect(scans.submitted).toBe(9);
  }
  expect(hourly.series.length).toBeGreaterThanOrEqual(48);
  expect(daily.series.length).toBeLessThanOrEqual(4);
});

test('nothing of a time without scans, and a time that is not one is refused', async () => {
  await server.database.pool.query(`update scans set created_at = created_at - interval '90 days'`);
  const none = await statisticsFor('root', '?hours=1');
  expect(none.scans.submitted).toBe(0);
  expect(none.errors).toEqual([]);
  expect(none.seconds).toEqual({ waiting: null, scanning: null });
  for (const hours of ['0', '745', '1.5', 'x', '']) {
    const url = `${pathOf('stats')}?hours=${hours}`;
    const refused = await server.http.inject({ url, headers: who.root });
    expect(refused.statusCode, hours).toBe(400);
    expect(refused.json()).toMatchObject({ errors: [{ field: 'hours' }] });
  }
});
