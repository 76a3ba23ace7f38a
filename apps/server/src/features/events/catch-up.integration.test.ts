/** Listeners that were away, and come back to whichever server. */
import { pathOf, type Scan, type ServerEvent } from '@webhood/contract';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  type EventClient,
  type ListeningServers,
  startListeningServers,
} from '../../../test/event-client.ts';
import { as, completeJob, lease, submit } from '../../../test/job.ts';
import type { Caller, ScanServer, ScanServers } from '../../../test/scan-server.ts';
import { createChangeLogStore } from './change-log.store.ts';

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

/** Listens to the first server, and is cut off from it. Resolves to the last id it had. */
async function wasThere(caller: Caller, query = ''): Promise<string> {
  const client = await listen(first, caller, query);
  const { id } = (await submit(first.app, {}, caller)).json<Scan>();
  const isTold = () => namesOf(client.seen).includes(`scan ${id}`);
  if (query === '') await expect.poll(isTold).toBe(true);
  await expect.poll(client.lastId).toBeDefined();
  await client.close();
  return client.lastId() ?? '';
}

const namesOf = (events: readonly ServerEvent[]) =>
  events.map(({ event, data }) => ('id' in data ? `${event} ${data.id}` : event));

const submitted = async (body = {}, caller: Caller = 'ann') =>
  (await submit(first.app, body, caller)).json<Scan>();

/** A change that everybody is told of comes last: nothing before it is still on its way. */
async function untilNow(client: EventClient): Promise<string[]> {
  const { id } = await submitted();
  await expect.poll(() => namesOf(client.seen)).toContain(`scan ${id}`);
  return namesOf(client.seen).filter((name) => name !== `scan ${id}`);
}

test('who comes back to another server is told what was missed, in order, each as it is now', async () => {
  const lastId = await wasThere('bob');
  const scan = await submitted();
  await completeJob(second.app, await lease(second.app, 'one'));
  const gone = await submitted();
  await as(first.app, 'ann', 'DELETE', pathOf('scan', { scanId: gone.id }));
  const waiting = await submitted();
  const client = await listen(second, 'bob', '', lastId);
  const told = await untilNow(client);
  expect(told).not.toContain('resync');
  // Twice where the server told of it just then too.
  const ofGone = told.filter((name) => name.endsWith(gone.id));
  expect([...new Set(ofGone)]).toEqual([`scan_deleted ${gone.id}`]);
  const places = [`scan_deleted ${gone.id}`, `scan ${waiting.id}`].map((name) =>
    told.indexOf(name),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(told).toContain(`scan ${scan.id}`);
  const states = client.seen.flatMap((each) => (each.event === 'scan' ? [each.data.state] : []));
  expect(states).toContain('done');
});

test('what was missed is told to whom may see it now', async () => {
  const [annsId, bobsId] = [await wasThere('ann'), await wasThere('bob')];
  const secret = await submitted({ visibility: 'restricted' });
  const removed = await submitted({ visibility: 'restricted' });
  await as(first.app, 'ann', 'DELETE', pathOf('scan', { scanId: removed.id }));
  const hidden = await submitted();
  await all.database.pool.query("update scans set visibility = 'restricted' where id = $1", [
    hidden.id,
  ]);
  const [ann, bob] = [
    await listen(second, 'ann', '', annsId),
    await listen(second, 'bob', '', bobsId),
  ];
  const [toAnn, toBob] = [await untilNow(ann), await untilNow(bob)];
  const secrets = [`scan ${secret.id}`, `scan_deleted ${removed.id}`, `scan ${hidden.id}`];
  expect(toAnn).toEqual(expect.arrayContaining(secrets));
  for (const { id } of [secret, removed, hidden]) {
    expect(toBob.filter((name) => name.includes(id))).toEqual([]);
  }
});

test('who listens to one scan is told what was missed of that one only', async () => {
  const watched = await submitted();
  const lastId = await wasThere('bob', `?scan=${watched.id}`);
  await submitted();
  await as(first.app, 'ann', 'POST', pathOf('scanCancel', { scanId: watched.id }));
  const client = await listen(second, 'bob', `?scan=${watched.id}`, lastId);
  await expect.poll(() => namesOf(client.seen)).toEqual([`scan ${watched.id}`]);
});

test('a change that began before what a listener was told last, and commits after it, is not missed', async () => {
  const slow = await submitted();
  const late = await all.database.pool.connect();
  try {
    await late.query('begin');
    // Its number is given now, lower than those of what is told next.
    await late.query("update scans set title = 'late' where id = $1", [slow.id]);
    const lastId = await wasThere('bob');
    // Again, as a listener that caught up while the transaction was open.
    const between = await submitted();
    const client = await listen(second, 'bob', '', lastId);
    await expect.poll(() => namesOf(client.seen)).toContain(`scan ${between.id}`);
    await client.close();
    await late.query('commit');
    for (const lastHeard of [lastId, client.lastId()]) {
      const again = await listen(second, 'bob', '', lastHeard);
      expect(await untilNow(again)).toContain(`scan ${slow.id}`);
    }
  } finally {
    late.release();
  }
});

test('nothing is lost between what was missed and what happens now', async () => {
  const lastId = await wasThere('bob');
  let isOver = false;
  const made: string[] = [];
  const submitting = (async () => {
    while (!isOver) made.push((await submitted()).id);
  })();
  const clients: EventClient[] = [];
  for (let n = 0; n < 8; n++) clients.push(await listen(second, 'bob', '', lastId));
  isOver = true;
  await submitting;
  for (const client of clients) {
    const told = await untilNow(client);
    expect(told).toEqual(expect.arrayContaining(made.map((id) => `scan ${id}`)));
  }
});

test.each([
  ['no id of ours', async () => 'x-1'],
  ['the place of another history', async () => `${'f'.repeat(32)}-1`],
  [
    'a place that this database has not come to',
    async () => placeWith(await wasThere('bob'), 1e12),
  ],
  ['a place that was forgotten', async () => placeWith(await wasThere('bob'), 0)],
])('who comes back with %s is told to look again', async (_, idFor) => {
  const lastEventId = await idFor();
  // Something that was forgotten: the floor is above the beginning.
  const { pool, db } = all.database;
  await pool.query("update logged_changes set at = at - interval '2 hours'");
  await createChangeLogStore({ db }).forget();
  const client = await listen(second, 'bob', '', lastEventId);
  await expect.poll(() => client.seen).toEqual([{ event: 'resync', data: {} }]);
});

function placeWith(id: string, transaction: number): string {
  return id.replace(/\d+$/, `${transaction}`);
}

test('who missed more than is told one by one is told to look again', async () => {
  const lastId = await wasThere('bob');
  for (let n = 0; n < 201; n++) await submit(first.app);
  const client = await listen(second, 'bob', '', lastId);
  await expect.poll(() => client.seen).toEqual([{ event: 'resync', data: {} }]);
});

test('the newest changes are kept, and what is forgotten is forgotten for good', async () => {
  const lastId = await wasThere('bob');
  const store = createChangeLogStore(all.database);
  await store.forget();
  const count = async () =>
    Number((await all.database.pool.query('select count(*) from logged_changes')).rows[0]?.count);
  expect(await count()).toBeGreaterThan(0);
  const client = await listen(second, 'bob', '', lastId);
  expect(await untilNow(client)).not.toContain('resync');
  await all.database.pool.query("update logged_changes set at = at - interval '61 minutes'");
  await store.forget();
  expect(await count()).toBe(0);
});
