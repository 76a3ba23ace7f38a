/** How a stream of events begins and ends, over real connections. */
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { pathOf } from '@webhood/contract';
import Fastify, { type FastifyBaseLogger, type FastifyRequest } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../platform/http/app-error.ts';
import { installProblemHandler } from '../../platform/http/problem-handler.ts';
import { createLog } from '../../platform/log/log.ts';
import type { UserPrincipal } from '../accounts/authorisation.service.ts';
import { registerEventRoutes } from './event.routes.ts';
import { createEventService } from './event.service.ts';

const BEAT_MS = 15_000;
/** What one caller may have open, and what all together. */
const CAP = 20;
const ROOM = 2_000;
const HISTORY = '0'.repeat(32);
const BEAT = `: beat\nid: ${HISTORY}-1\n\n`;

const ADMIN: UserPrincipal = {
  kind: 'user',
  id: 'ann',
  name: 'ann',
  role: 'admin',
  mustChangePassword: false,
  mustSetUpSecondFactor: false,
};

let server: Awaited<ReturnType<typeof startEvents>>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  server = await startEvents();
});
afterEach(async () => {
  await server.close();
  vi.useRealTimers();
});

async function startEvents() {
  let logged = '';
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged += chunk;
      done();
    },
  });
  const log: FastifyBaseLogger = createLog('trace', { stream });
  // No scan changes here.
  const scans = {
    findForEvent: async () => undefined,
    findForEvents: async () => [],
    present: () => {
      throw new Error('no scan');
    },
    get: async () => {
      throw new Error('no scan');
    },
  };
  const events = createEventService({
    changes: { watch: async () => () => undefined },
    changeLog: {
      place: async () => ({ history: HISTORY, transaction: 1 }),
      since: async () => [],
      forget: async () => undefined,
    },
    scans,
    log,
  });
  await events.start();
  const open = new Set<object>();
  const access = { open, lookUp: async (_request: FastifyRequest) => ADMIN };
  const app = Fastify({ loggerInstance: log, forceCloseConnections: true });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  installProblemHandler(app);
  registerEventRoutes(app, {
    events: {
      ...events,
      subscribe: (...call) => {
        const place = events.subscribe(...call);
        const [subscriber] = call;
        open.add(subscriber);
        const leave = () => {
          open.delete(subscriber);
          place.leave();
        };
        return { ...place, leave };
      },
    },
    scans,
    authentication: { principal: (request) => access.lookUp(request) },
  });
  const url = (await app.listen({ host: '127.0.0.1', port: 0 })) + pathOf('events');
  return {
    access,
    events,
    logged: () => logged,
    listen: (signal?: AbortSignal) => fetch(url, { signal: signal ?? null }),
    close: async () => {
      events.stop();
      await app.close();
    },
  };
}

test('who leaves while being looked up leaves nothing behind', async () => {
  const { access, listen } = server;
  const asking = Promise.withResolvers<void>();
  const decided = Promise.withResolvers<void>();
  access.lookUp = async ({ raw }) => {
    asking.resolve();
    await once(raw.socket, 'close');
    setImmediate(decided.resolve);
    return ADMIN;
  };
  const hangUp = new AbortController();
  const gone = expect(listen(hangUp.signal)).rejects.toThrow();
  await asking.promise;
  hangUp.abort();
  await gone;
  await decided.promise;
  expect(access.open.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('who hangs up leaves nothing behind', async () => {
  const hangUp = new AbortController();
  const answer = await server.listen(hangUp.signal);
  expect(server.access.open.size).toBe(1);
  hangUp.abort();
  await expect(answer.text()).rejects.toThrow();
  await expect.poll(() => server.access.open.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test.each([
  { now: 'is no administrator any more', principal: { ...ADMIN, role: 'user' as const } },
  {
    now: 'must change the password',
    principal: { ...ADMIN, mustChangePassword: true },
  },
  {
    now: 'must set up a second factor',
    principal: { ...ADMIN, mustSetUpSecondFactor: true },
  },
])('the stream ends within a beat of a listener who $now', async ({ principal }) => {
  const answer = await server.listen();
  server.access.lookUp = async () => principal;
  vi.advanceTimersByTime(BEAT_MS);
  expect(await answer.text()).toBe(BEAT);
  expect(server.access.open.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('the stream ends within a beat of a listener whose session or token has ended', async () => {
  const answer = await server.listen();
  server.access.lookUp = async () => {
    throw new AppError('unauthenticated', 'Sign in again.');
  };
  vi.advanceTimersByTime(BEAT_MS);
  expect(await answer.text()).toBe(BEAT);
  expect(server.access.open.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('one caller has so many streams and no more, and is told so without an alarm', async () => {
  const { listen, logged } = server;
  const hangUp = new AbortController();
  for (let i = 0; i < CAP; i++) expect((await listen(hangUp.signal)).status).toBe(200);
  const refused = await listen();
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ code: 'rate_limited' });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(logged()).toContain('events.refused');
  expect(logged()).not.toContain('"stack"');
  server.access.lookUp = async () => ({ ...ADMIN, id: 'bob' });
  expect((await listen(hangUp.signal)).status).toBe(200);
  hangUp.abort();
});

test('when there are too many streams the next is told to come back, and finds room again', async () => {
  const { events, listen, logged } = server;
  // All but the last place, without sockets.
  for (let i = 1; i < ROOM; i++) {
    const principal = { ...ADMIN, id: `user ${i}` };
    const subscriber = { principal, scanId: undefined, deliver: () => undefined };
    events.subscribe(subscriber, { onStop: () => undefined });
  }
  const hangUp = new AbortController();
  const last = await listen(hangUp.signal);
  expect(last.status).toBe(200);
  const refused = await listen();
  expect(refused.status).toBe(503);
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ code: 'unavailable', status: 503 });
  // One who is told so holds nothing, and is worth a warning but no alarm.
  expect(server.access.open.size).toBe(1);
  expect(vi.getTimerCount()).toBe(1);
  expect(logged()).toMatch(/"code":"unavailable".*"events\.refused"/);
  expect(logged()).not.toContain('request.failed');
  hangUp.abort();
  await expect(last.text()).rejects.toThrow();
  await expect.poll(() => server.access.open.size).toBe(0);
  const again = new AbortController();
  expect((await listen(again.signal)).status).toBe(200);
  again.abort();
});

test('a stream that fails on the server ends alone, and leaves nothing behind', async () => {
  const { access, events, listen, logged } = server;
  const broken = await listen();
  const ending = broken.text().catch(() => 'cut off');
  // Ended, but not yet closed, when the next beat is written: Node.js calls that an error.
  events.stop();
  vi.advanceTimersByTime(BEAT_MS);
  expect(await ending).toBeOneOf([BEAT, 'cut off']);
  await expect.poll(() => access.open.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  expect(logged()).toMatch(/ERR_STREAM_WRITE_AFTER_END.*"events\.connection_failed"/);
  const hangUp = new AbortController();
  expect((await listen(hangUp.signal)).status).toBe(200);
  hangUp.abort();
});
