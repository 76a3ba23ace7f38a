import { pathOf, type Scan } from '@webhood/contract';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  type EventClient,
  type ListeningServers,
  startListeningServers,
} from '../../../test/event-client.ts';
import { as, callJob, completeJob, lease, submit } from '../../../test/job.ts';
import type { ScanServer, ScanServers } from '../../../test/scan-server.ts';

let servers: ListeningServers;
let all: ScanServers;
let first: ScanServer;
let second: ScanServer;
let listen: ListeningServers['listen'];

beforeAll(async () => {
  servers = await startListeningServers();
  ({ all, first, second, listen } = servers);
});
afterAll(() => all.close());
afterEach(() => servers.hangUp());

const statesOf = (client: EventClient, id: string) =>
  client.seen.flatMap((each) =>
    each.event === 'scan' && each.data.id === id ? [each.data.state] : [],
  );

test("a scan's way is seen on every server, whichever did the work", async () => {
  const clients = [await listen(first, 'bob'), await listen(second, 'bob')];
  const { id } = (await submit(first.app)).json<Scan>();
  const job = await lease(second.app, 'one');
  await callJob(second.app, job, 'heartbeat', { phase: 'loading' });
  await completeJob(first.app, job);
  for (const client of clients) {
    await expect.poll(() => statesOf(client, id).at(-1)).toBe('done');
    expect(client.seen.every((each) => each.event !== 'scan' || !each.data.scanData)).toBe(true);
  }
});

test('a deletion is told to who could see the scan', async () => {
  const client = await listen(second, 'bob');
  const { id } = (await submit(first.app)).json<Scan>();
  await as(first.app, 'ann', 'DELETE', pathOf('scan', { scanId: id }));
  await expect
    .poll(() => client.seen.some((each) => each.event === 'scan_deleted' && each.data.id === id))
    .toBe(true);
});

test('nothing of a restricted scan is told to others, not even its end', async () => {
  const [mine, others] = [await listen(first, 'ann'), await listen(first, 'bob')];
  const secret = (await submit(first.app, { visibility: 'restricted' })).json<Scan>();
  await as(first.app, 'ann', 'DELETE', pathOf('scan', { scanId: secret.id }));
  const open = (await submit(first.app)).json<Scan>();
  await expect.poll(() => statesOf(others, open.id)).not.toHaveLength(0);
  await expect.poll(() => statesOf(mine, open.id)).not.toHaveLength(0);
  const idsOf = ({ seen }: EventClient) =>
    seen.flatMap((each) => ('id' in each.data ? [each.data.id] : []));
  expect(idsOf(mine)).toContain(secret.id);
  expect(idsOf(others)).not.toContain(secret.id);
});

test('who listens to one scan hears of that one only', async () => {
  const watched = (await submit(first.app)).json<Scan>();
  const client = await listen(first, 'bob', `?scan=${watched.slug}`);
  await submit(first.app);
  await as(first.app, 'ann', 'POST', pathOf('scanCancel', { scanId: watched.id }));
  await expect.poll(() => statesOf(client, watched.id).at(-1)).toBe('cancelled');
  expect(client.seen.every((each) => !('id' in each.data) || each.data.id === watched.id)).toBe(
    true,
  );
});

test('who may not see a scan cannot listen to it', async () => {
  const secret = (await submit(first.app, { visibility: 'restricted' })).json<Scan>();
  const answer = await as(first.app, 'bob', 'GET', `${pathOf('events')}?scan=${secret.id}`);
  expect(answer.statusCode).toBe(404);
  const unknown = await as(first.app, 'bob', 'GET', `${pathOf('events')}?topic=all`);
  expect(unknown.statusCode).toBe(400);
});

test('when the listening connection is cut, listeners are told to look again, and hear on', async () => {
  const client = await listen(first, 'bob');
  await all.database.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'webhood listener' and datname = current_database()",
  );
  await expect
    .poll(() => client.seen.some(({ event }) => event === 'resync'), { timeout: 10_000 })
    .toBe(true);
  const { id } = (await submit(first.app)).json<Scan>();
  await expect.poll(() => statesOf(client, id)).not.toHaveLength(0);
});
