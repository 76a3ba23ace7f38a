/**
 * One connection of this process that only listens (LISTEN/NOTIFY). PostgreSQL keeps no
 * notification for a listener that is away, so after every reconnection each subscriber is told
 * to look again by itself.
 */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';

export interface Subscription {
  /** Called for each notification, in the order of the commits. Must not throw. */
  onNotification(payload: string): void;
  /** Notifications may have been missed. */
  onResync(): void;
}

export interface DatabaseListener {
  /** Resolves when the database knows of the subscription. Returns how to end it. */
  subscribe(channel: string, subscription: Subscription): Promise<() => void>;
  close(): Promise<void>;
}

const CONNECT_MS = 5_000;
/** A half-open connection is found within these two together. */
const PROBE_EVERY_MS = 15_000;
const PROBE_ANSWER_MS = 5_000;
/** Reconnection: quick at first, then calm; with jitter so that servers do not come as one. */
const RECONNECT_MS = { first: 100, most: 5_000 } as const;

interface ListenerDeps {
  url: string;
  log: Logger;
}

/** Channels are names of ours, never of a caller. */
const CHANNEL = /^[a-z_]{1,63}$/;

export function createDatabaseListener({ url, log }: ListenerDeps): DatabaseListener {
  const channels = new Map<string, Set<Subscription>>();
  const closing = new AbortController();
  let client: pg.Client | undefined;
  let running: Promise<void> | undefined;
  let asked: Promise<unknown> = Promise.resolve();
  let connected = Promise.withResolvers<pg.Client>();

  async function connect(): Promise<{ client: pg.Client; ended: Promise<void> }> {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'webhood listener',
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: PROBE_ANSWER_MS,
      keepAlive: true,
    });
    const ended = new Promise<void>((resolve) => next.once('end', () => resolve()));
    // The end of the connection follows, and is what we act on.
    next.on('error', (error) => log.debug({ err: error }, 'database.listener_error'));
    next.on('notification', ({ channel, payload }) => {
      for (const each of channels.get(channel) ?? []) each.onNotification(payload ?? '');
    });
    await next.connect();
    for (const channel of channels.keys()) await next.query(`listen ${channel}`);
    return { client: next, ended };
  }

  /** One after the other: a connection takes one at a time. */
  function ask(current: pg.Client, text: string): Promise<unknown> {
    const answer = asked.then(() => current.query(text));
    asked = answer.catch(() => undefined);
    return answer;
  }

  async function probeUntilEnd(current: pg.Client, ended: Promise<void>): Promise<void> {
    const timer = setInterval(() => {
      ask(current, 'select 1').catch(() => void current.end());
    }, PROBE_EVERY_MS);
    await ended;
    clearInterval(timer);
  }

  async function run(): Promise<void> {
    let waitMs: number = RECONNECT_MS.first;
    let isFirst = true;
    while (!closing.signal.aborted) {
      try {
        const made = await connect();
        client = made.client;
        connected.resolve(made.client);
        if (!isFirst) for (const set of channels.values()) for (const each of set) each.onResync();
        isFirst = false;
        waitMs = RECONNECT_MS.first;
        await probeUntilEnd(made.client, made.ended);
        if (closing.signal.aborted) return;
        log.warn({}, 'database.listener_lost');
      } catch (error) {
        log.warn({ err: error }, 'database.listener_unreachable');
        waitMs = Math.min(waitMs * 2, RECONNECT_MS.most);
      }
      client = undefined;
      connected = Promise.withResolvers();
      await delay(waitMs * (0.5 + Math.random()), undefined, { signal: closing.signal }).catch(
        () => undefined, // Closing ends the wait.
      );
    }
  }

  async function listenOn(channel: string): Promise<void> {
    running ??= run();
    const current = await Promise.race([connected.promise, aborted(closing.signal)]);
    // On failure the connection is on its way down, and the next one listens to every channel.
    if (current) await ask(current, `listen ${channel}`).catch(() => undefined);
  }

  return {
    subscribe: async (channel, subscription) => {
      if (!CHANNEL.test(channel)) throw new TypeError(`${channel} is not a channel name`);
      const set = channels.get(channel) ?? new Set();
      channels.set(channel, set.add(subscription));
      await listenOn(channel);
      return () => set.delete(subscription);
    },
    close: async () => {
      closing.abort();
      await client?.end();
      await running;
    },
  };
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
