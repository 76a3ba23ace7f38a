import { pathOf, type Scan, ServerEvent } from '@webhood/contract';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { as, callJob, completeJob, lease, submit } from '../../../test/job.ts';
import {
  type Caller,
  type ScanServer,
  type ScanServers,
  startScanServers,
} from '../../../test/scan-server.ts';

let all: ScanServers;
let first: ScanServer;
let second: ScanServer;
const open: EventClient[] = [];

beforeAll(async () => {
  all = await startScanServers(2);
  [first, second] = all.servers as [ScanServer, ScanServer];
  await all.addScanner('one');
  for (const { app } of all.servers) await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => all.close());
afterEach(async () => {
  for (const client of open.splice(0)) await client.close();
});

interface EventClient {
  seen: ServerEvent[];
  close(): Promise<void>;
}

async function listen(
  { app }: ScanServer,
  caller: Caller,
  query = '',
  headers: Record<string, string> = {},
): Promise<EventClient> {
  const hangUp = new AbortController();
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  const url = `http://127.0.0.1:${address.port}${pathOf('events')}${query}`;
  const answer = await fetch(url, {
    signal: hangUp.signal,
    headers: { 'x-test-caller': caller, ...headers },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const seen: ServerEvent[] = [];
  const reading = readEvents(answer, seen);
  const client = {
    seen,
    close: async () => {
      hangUp.abort();
      await reading;
    },
  };
  open.push(client);
  return client;
}

async function readEvents(answer: Response, seen: ServerEvent[]): Promise<void> {
  if (!answer.body) return;
  let text = '';
  try {
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const event = /^event: (.*)$/m.exec(frame)?.[1];
        const data = /^data: (.*)$/m.exec(frame)?.[1];
        if (event && data) seen.push(ServerEvent.parse({ event, data: JSON.parse(data) }));
      }
    }
  } catch {
    // The test has hung up.
  }
}

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

test('who comes back is told to look again', async () => {
  const client = await listen(first, 'bob', '', { 'last-event-id': 'x-1' });
  await expect.poll(() => client.seen).toEqual([{ event: 'resync', data: {} }]);
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
