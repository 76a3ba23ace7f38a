/** Faults of servers, their database, their store and the way to them, really injected. */
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { type Lease, pathOf, type Scan } from '@webhood/contract';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { observed, secondsSince } from '../../../../test/observed.ts';
import {
  callsTo,
  createFaultInstallation,
  type FaultInstallation,
  type ServerProcess,
} from './fault-installation.ts';
import { call } from './http-call.ts';
import { createTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let installation: FaultInstallation;
let tokens: { api: string; scanner: string };
let one: ServerProcess;
let two: ServerProcess;
let proxy: TcpProxy;

beforeAll(async () => {
  installation = await createFaultInstallation();
  one = await installation.startServer();
  two = await installation.startServer();
  tokens = {
    api: (await installation.admin('tokens', 'create', '--name', 'api')).token,
    scanner: (await installation.admin('scanners', 'create', '--name', 'one')).token,
  };
}, 120_000);
afterAll(() => installation?.close());
beforeEach(async () => {
  proxy = await createTcpProxy(one.port);
});
afterEach(async () => {
  await proxy.close();
  await installation.forgetScans();
});

const viaOne = () => callsTo(() => one.port, tokens);
const viaTwo = () => callsTo(() => two.port, tokens);
const viaProxy = () => callsTo(() => proxy.port, tokens);

async function replaceOne(): Promise<void> {
  one = await installation.startServer({ WEBHOOD_HTTPS_PORT: String(one.port) });
}

async function submitted(): Promise<string> {
  const { status, text } = await viaTwo().submit();
  expect(status).toBe(202);
  return (JSON.parse(text) as Scan).id;
}

/** Lease, upload and commit through the other server, as any scanner would. */
async function finish(): Promise<Lease> {
  await installation.letBackOffsEnd();
  const lease = await viaTwo().lease();
  const reply = await viaTwo().complete(lease, await viaTwo().uploadAll(lease));
  expect(reply.status).toBe(200);
  return lease;
}

/** In words, for the table of faults. */
async function endedOnce(id: string, attempt: number): Promise<string> {
  const { state, ...scan } = await viaTwo().scan(id);
  expect({ state, ...scan }).toMatchObject({ state: 'done', attempt });
  const completed = await installation.query<{ attempt: number }>(
    "select attempt from scan_attempts where scan_id = $1 and outcome = 'completed'",
    [id],
  );
  expect(completed).toEqual([{ attempt }]);
  const artifacts = await installation.query('select path from artifacts where scan_id = $1', [id]);
  expect(artifacts).toHaveLength(3);
  expect(scan.screenshots).toHaveLength(1);
  const attempts = completed.map((each) => each.attempt);
  return `${state}, completed attempts [${attempts}], ${artifacts.length} artifacts`;
}

test('a server killed between upload and commit loses nothing: another takes the commit', async () => {
  const id = await submitted();
  const lease = await viaOne().lease();
  const evidence = await viaOne().uploadAll(lease);
  await one.kill();
  expect((await viaTwo().scan(id)).state).toBe('running');
  expect((await viaTwo().complete(lease, evidence)).status).toBe(200);
  observed(`commit taken by the other server: ${await endedOnce(id, 1)}`);
  await replaceOne();
});

test('a scan whose server and scanner die after the upload is done again, with its own artifacts', async () => {
  const id = await submitted();
  const lease = await viaOne().lease();
  await viaOne().uploadAll(lease);
  await one.kill();
  await installation.letLeasesEnd();
  await expect.poll(async () => (await viaTwo().scan(id)).state).toBe('queued');
  expect((await finish()).attempt).toBe(2);
  observed(await endedOnce(id, 2));
  await replaceOne();
});

test('a server killed after a commit and before its answer: the same answer again, one result', async () => {
  const id = await submitted();
  const lease = await viaOne().lease();
  const evidence = await viaOne().uploadAll(lease);
  const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
  const send = (route: 'heartbeat' | 'complete', json: object) =>
    call(
      {
        port: proxy.port,
        method: 'POST',
        path: pathOf(route, { scanId: id, attempt: lease.attempt }),
        token: lease.jobToken,
        json,
      },
      agent,
    );
  expect((await send('heartbeat', { phase: 'saving' })).status).toBe(200);
  proxy.behave({ kind: 'deaf' });
  const unanswered = send('complete', evidence.request).catch(() => 'no answer');
  await expect.poll(async () => (await viaTwo().scan(id)).state).toBe('done');
  await one.kill();
  expect(await unanswered).toBe('no answer');
  const again = await viaTwo().complete(lease, evidence);
  expect(again.status).toBe(200);
  expect(JSON.parse(again.text)).toEqual({ state: 'done', attempt: 1 });
  observed(`sent again: ${again.status} with the same answer; ${await endedOnce(id, 1)}`);
  await replaceOne();
});

test('a half-open connection: the lease runs out, another attempt is made, the late commit is refused', async () => {
  const id = await submitted();
  const late = await viaProxy().lease();
  const evidence = await viaProxy().uploadAll(late);
  proxy.behave({ kind: 'half_open' });
  const silent = viaProxy()
    .job(late, 'heartbeat', { phase: 'loading' })
    .catch(() => 'cut');
  await expect.poll(() => proxy.received()).toBeGreaterThan(0);
  await installation.letLeasesEnd();
  await expect.poll(async () => (await viaTwo().scan(id)).state).toBe('queued');
  await finish();
  proxy.cut();
  expect(await silent).toBe('cut');
  proxy.behave({ kind: 'passing' });
  const refused = await viaProxy().complete(late, evidence);
  expect(refused.status).toBe(409);
  const { code } = JSON.parse(refused.text);
  expect(code).toBe('lease_lost');
  observed(`late commit: ${refused.status} ${code}; ${await endedOnce(id, 2)}`);
});

test('a slow way: an upload that trickles arrives whole', async () => {
  await submitted();
  const lease = await viaOne().lease();
  proxy.behave({ kind: 'slow', rate: 40_000 });
  const content = Buffer.alloc(30_000, 'slow');
  const startedAtMs = performance.now();
  const { status } = await viaProxy().upload(lease, content);
  expect(status).toBe(201);
  observed(`${content.length} bytes in ${secondsSince(startedAtMs)}: ${status}`);
  proxy.behave({ kind: 'passing' });
});

test('PostgreSQL killed: 503 with a time to try again, nothing accepted is lost, it recovers by itself', async () => {
  const accepted = new Set<string>();
  const refusals: { status: number; retryAfter: unknown }[] = [];
  let isOver = false;
  const submitting = [viaOne(), viaTwo(), viaOne(), viaTwo()].map(async ({ submit }) => {
    while (!isOver) {
      const { status, headers, text } = await submit();
      if (status === 202) accepted.add(JSON.parse(text).id);
      else refusals.push({ status, retryAfter: headers['retry-after'] });
    }
  });
  await expect.poll(() => accepted.size).toBeGreaterThan(20);
  process.kill(installation.postgresPid(), 'SIGKILL');
  const killedAtMs = performance.now();
  await expect.poll(() => refusals.length).toBeGreaterThan(3);
  const before = accepted.size;
  await expect.poll(() => accepted.size, { timeout: 60_000 }).toBeGreaterThan(before + 20);
  const recovered = secondsSince(killedAtMs);
  isOver = true;
  await Promise.all(submitting);
  expect(new Set(refusals.map(({ status }) => status))).toEqual(new Set([503]));
  expect(refusals.every(({ retryAfter }) => Number(retryAfter) > 0)).toBe(true);
  const kept = await installation.query<{ id: string }>('select id from scans');
  const ids = new Set(kept.map(({ id }) => id));
  const lost = [...accepted].filter((id) => !ids.has(id));
  expect(lost).toEqual([]);
  // Waiting scanners hear of work again: the listeners are back.
  expect((await viaTwo().lease()).attempt).toBe(1);
  observed(
    `${refusals.length} requests answered 503 with Retry-After; of ${accepted.size} accepted ${lost.length} lost; ` +
      `submissions taken again ${recovered} after the kill`,
  );
});

/**
 * A commit that waits inside its transaction, at its last statement, until `interfere` ends it.
 * @returns its answer, and what may be sent again
 */
async function brokenCommit(interfere: (waitingQuery: string) => Promise<unknown>) {
  const id = await submitted();
  const lease = await viaOne().lease();
  const evidence = await viaOne().uploadAll(lease);
  const blocker = new pg.Client({ connectionString: installation.databaseUrl });
  // It may be ended with the database.
  blocker.on('error', () => undefined);
  await blocker.connect();
  await blocker.query('begin');
  await blocker.query('lock table scan_attempts in exclusive mode');
  const broken = viaOne().complete(lease, evidence);
  const waiting = `select pid from pg_stat_activity where wait_event_type = 'Lock'`;
  await expect.poll(() => installation.query(waiting)).not.toEqual([]);
  await interfere(waiting);
  const { status, headers } = await broken;
  expect(status).toBe(503);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  await blocker.end().catch(() => undefined);
  return { id, lease, evidence, status };
}

test('a transaction that the database breaks off commits nothing, and the commit can be sent again', async () => {
  const { id, lease, evidence, status } = await brokenCommit((waiting) =>
    installation.query(`select pg_terminate_backend(pid) from (${waiting}) as w`),
  );
  const between = (await viaTwo().scan(id)).state;
  expect(between).toBe('running');
  expect((await viaOne().complete(lease, evidence)).status).toBe(200);
  observed(`${status}, then still ${between}; sent again: ${await endedOnce(id, 1)}`);
});

test('a database that is restarted inside a commit commits nothing of it, and takes it afterwards', async () => {
  const { id, lease, evidence, status } = await brokenCommit(async () => {
    // As an administrator's restart does: it ends every session and starts anew.
    process.kill(installation.postgresPid(), 'SIGINT');
  });
  const isBack = () =>
    viaTwo()
      .scan(id)
      .then(({ state }) => state)
      .catch(() => 'away');
  await expect.poll(isBack, { timeout: 60_000 }).toBe('running');
  const again = () => viaOne().complete(lease, evidence);
  await expect.poll(async () => (await again()).status).toBe(200);
  observed(`${status}, then still running; sent again: ${await endedOnce(id, 1)}`);
});

test('an exhausted pool answers 503 with a time to try again, and what waits is done', async () => {
  const blocker = new pg.Client({ connectionString: installation.databaseUrl });
  await blocker.connect();
  await blocker.query('begin');
  await blocker.query('lock table scans in exclusive mode');
  const asked = Array.from({ length: 60 }, () => viaOne().submit());
  const first = await Promise.race(asked);
  expect(first.status).toBe(503);
  expect(Number(first.headers['retry-after'])).toBeGreaterThan(0);
  await blocker.query('rollback');
  await blocker.end();
  const answers = await Promise.all(asked);
  const accepted = answers.filter(({ status }) => status === 202);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202, 503]));
  expect(await installation.states()).toEqual({ queued: accepted.length });
  observed(
    `of ${answers.length} at once ${accepted.length} accepted, as many rows; the others 503 with Retry-After`,
  );
});

test('a store that is away answers 503, and the upload works once it is back', async () => {
  await submitted();
  const lease = await viaOne().lease();
  const { storageDir } = installation;
  await rename(storageDir, `${storageDir}-away`);
  await writeFile(storageDir, 'no folder');
  const refused = await viaOne().upload(lease, Buffer.from('content'));
  expect(refused.status).toBe(503);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  await rm(storageDir);
  await rename(`${storageDir}-away`, storageDir);
  const { status } = await viaOne().upload(lease, Buffer.from('content'));
  expect(status).toBe(201);
  observed(`away: ${refused.status} with Retry-After; back: ${status}`);
});

/** Only root may mount, and not in every container. */
function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const probe = ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'];
  try {
    execFileSync('unshare', probe, { stdio: 'ignore' });
    return true;
  } catch {
    // Not allowed here: the test says that it is skipped.
    return false;
  }
}

test.runIf(canMount())(
  'a full disk: uploads are refused with 503, no scan is half done, and it goes on when there is room',
  async () => {
    const small = join(installation.dir, 'small');
    await mkdir(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', small]);
    try {
      const three = await installation.startServer({ WEBHOOD_STORAGE_URL: `file://${small}` });
      const via = callsTo(() => three.port, tokens);
      const id = await submitted();
      const lease = await via.lease();
      const ballast = join(small, 'ballast');
      await writeFile(ballast, Buffer.alloc(220 * 1024));
      const content = Buffer.alloc(100 * 1024, 'x');
      const refused = await via.upload(lease, content);
      expect(refused.status).toBe(503);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect(await readdir(join(small, 'tmp'))).toEqual([]);
      expect((await viaTwo().scan(id)).state).toBe('running');
      await rm(ballast);
      expect((await via.upload(lease, content)).status).toBe(201);
      const reply = await via.complete(lease, await via.uploadAll(lease));
      expect(reply.status).toBe(200);
      observed(
        `full: ${refused.status} with Retry-After, no file left; with room: ${await endedOnce(id, 1)}`,
      );
      await three.kill();
    } finally {
      execFileSync('umount', [small]);
    }
  },
);

test('a server whose clock is an hour off ends no lease early and none late', async () => {
  const clock = join(installation.dir, 'clock.mjs');
  await writeFile(
    clock,
    `const now = Date.now.bind(Date);
     let offMs = 3_600_000;
     // It also steps back and forth while the process runs.
     setInterval(() => { offMs = -offMs; }, 500).unref();
     Date.now = () => now() + offMs;`,
  );
  const three = await installation.startServer({ NODE_OPTIONS: `--import=${clock}` });
  const via = callsTo(() => three.port, tokens);
  const id = await submitted();
  const lease = await via.lease();
  // Both signs of the clock, and a round of each server's sweeper.
  let beats = 0;
  const beat = async (): Promise<number> => {
    const { status } = await via.job(lease, 'heartbeat', { phase: 'loading' });
    expect(status).toBe(200);
    return ++beats;
  };
  await expect.poll(beat, { interval: 400 }).toBe(7);
  expect((await via.complete(lease, await via.uploadAll(lease))).status).toBe(200);
  observed(
    `${beats} heartbeats under a clock that jumps two hours taken; ${await endedOnce(id, 1)}`,
  );
  await three.kill();
});

test('SIGTERM: a request under way is answered, then the server ends with 0', async () => {
  const id = await submitted();
  const lease = await viaOne().lease();
  await viaOne().uploadAll(lease);
  proxy.behave({ kind: 'slow', rate: 100_000 });
  const content = Buffer.alloc(60_000, 'drained');
  const upload = viaProxy().upload(lease, content);
  await expect.poll(() => readdir(join(installation.storageDir, 'tmp'))).not.toEqual([]);
  one.child.kill('SIGTERM');
  const { status } = await upload;
  expect(status).toBe(201);
  const code = await one.exited;
  expect(code).toBe(0);
  observed(`the upload under way: ${status}; exit code ${code}`);
  expect((await viaTwo().scan(id)).state).toBe('running');
  await replaceOne();
});

test('two servers restarted in turn under load lose no request that was accepted', async () => {
  const accepted: string[] = [];
  const committed: string[] = [];
  let isOver = false;
  /** As a load balancer does: the other server when one does not answer or is not ready. */
  const either = <T>(ask: (calls: ReturnType<typeof viaOne>) => Promise<T>): Promise<T> => {
    const [first, second] = accepted.length % 2 ? [viaOne(), viaTwo()] : [viaTwo(), viaOne()];
    return ask(first).catch(() => ask(second));
  };
  const submitting = async (): Promise<void> => {
    while (!isOver) {
      const answer = await either(({ submit }) => submit()).catch(() => undefined);
      if (answer?.status === 202) accepted.push(JSON.parse(answer.text).id);
    }
  };
  const scanning = async (): Promise<void> => {
    while (!isOver) {
      const lease = await either(({ lease }) => lease(500)).catch(() => undefined);
      if (!lease) continue;
      const evidence = await either(({ uploadAll }) => uploadAll(lease)).catch(() => undefined);
      if (!evidence) continue;
      const reply = await either(({ complete }) => complete(lease, evidence)).catch(
        () => undefined,
      );
      if (reply?.status === 200) committed.push(lease.scan.id);
    }
  };
  const load = [submitting(), submitting(), scanning(), scanning()];
  for (const which of ['one', 'two'] as const) {
    const before = { accepted: accepted.length, committed: committed.length };
    await expect.poll(() => accepted.length).toBeGreaterThan(before.accepted + 10);
    await expect.poll(() => committed.length).toBeGreaterThan(before.committed + 5);
    const leaving = which === 'one' ? one : two;
    leaving.child.kill('SIGTERM');
    expect(await leaving.exited).toBe(0);
    const next = await installation.startServer({ WEBHOOD_HTTPS_PORT: String(leaving.port) });
    if (which === 'one') one = next;
    else two = next;
  }
  isOver = true;
  await Promise.all(load);
  const rows = await installation.query<{ id: string; state: string }>(
    'select id, state from scans',
  );
  const stateOf = new Map(rows.map(({ id, state }) => [id, state]));
  const lost = accepted.filter((id) => !stateOf.has(id));
  expect(lost).toEqual([]);
  const undone = committed.filter((id) => stateOf.get(id) !== 'done');
  expect(undone).toEqual([]);
  expect(rows.filter(({ state }) => state === 'error')).toEqual([]);
  observed(
    `of ${accepted.length} accepted ${lost.length} lost; of ${committed.length} commits ${undone.length} lost`,
  );
});
