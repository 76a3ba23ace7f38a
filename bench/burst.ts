// Whether one who submits ten thousand URLs holds up the others: how long another user's requests
// take, first with nothing else going on, then while the burst is taken in (a list of a thousand
// at a time and single ones beside each other) and lies in the queue. No scanner runs.
//
//   node bench/burst.ts [--urls 10000] [--quiet-requests 400] [--json]
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Client } from '@webhood/client';
import { createInstallation } from '../test/e2e/support/installation.ts';
import { inLanes, wholeNumber } from './support/lanes.ts';
import { quantile } from './support/measure.ts';

const BOUND_MS = 300;
const LIST = 1_000;
/** Half of the URLs come in lists, half one by one from so many senders at once. */
const SENDERS = 8;
/** Of the other user: about forty requests a second. */
const PAUSE_MS = 25;
/** Once the burst is in, the queue is full of it for so many requests more. */
const AFTERWARDS = 200;

const { values } = parseArgs({
  options: {
    urls: { type: 'string', default: '10000' },
    'quiet-requests': { type: 'string', default: '400' },
    json: { type: 'boolean', default: false },
  },
});
const urls = wholeNumber('urls', values.urls);
const quietRequests = wholeNumber('quiet-requests', values['quiet-requests']);

interface Figures {
  requests: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  maxMs: number;
}

const installation = await createInstallation();
try {
  const limits = {
    WEBHOOD_REQUESTS_PER_MINUTE: '1000000',
    WEBHOOD_SCANS_WAITING: 'api_user=unlimited',
    // So that each user has an address, with a limit of its own.
    WEBHOOD_BEHIND_PROXY: '127.0.0.0/8,::1/128',
  };
  await installation.ready(installation.start(['server'], limits));
  const other = await installation.client(from('192.0.2.1'));
  const burster = await installation.client(from('192.0.2.2'));
  await measure(other, untilCount(50));
  const quiet = await measure(other, untilCount(quietRequests));
  let isIn = false;
  const startedAt = performance.now();
  const burst = submitAll(burster).finally(() => {
    isIn = true;
  });
  const during = await measure(other, () => isIn);
  const { accepted } = await burst;
  const tookMs = Math.round(performance.now() - startedAt);
  const afterwards = await measure(other, untilCount(AFTERWARDS));
  report({ quiet, during, afterwards, accepted, tookMs });
} finally {
  await installation.close();
}

/** Requests as a proxy hands them on. */
function from(address: string): typeof globalThis.fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('x-forwarded-for', address);
    return globalThis.fetch(input, { ...init, headers });
  };
}

function untilCount(count: number): () => boolean {
  let left = count;
  return () => left-- <= 0;
}

async function submitAll(client: Client): Promise<{ accepted: number }> {
  const all = Array.from({ length: urls }, (_, n) => `https://host-${n % 500}.example.com/${n}`);
  const half = Math.ceil(all.length / 2);
  const lists = Array.from({ length: Math.ceil(half / LIST) }, (_, n) =>
    all.slice(n * LIST, Math.min((n + 1) * LIST, half)),
  );
  let accepted = 0;
  const inLists = async () => {
    for (const list of lists) {
      const reply = await client.scans.submitMany({ urls: list });
      accepted += reply.accepted;
    }
  };
  const oneByOne = inLanes(all.slice(half), SENDERS, async (url) => {
    await client.scans.submit({ url });
    accepted += 1;
  });
  await Promise.all([inLists(), oneByOne]);
  return { accepted };
}

/** What a console and a script ask all day, in turn, one after the other. */
async function measure(client: Client, isOver: () => boolean): Promise<Figures> {
  const { id } = await client.scans.submit({ url: 'https://example.org/' });
  const asks = [
    () => client.scans.list({ limit: 50 }),
    () => client.scans.get(id),
    () => client.me.get(),
    () => client.scans.submit({ url: 'https://example.org/' }),
    () => client.search.page({ q: 'domain:example.org' }),
  ];
  const times: number[] = [];
  for (let turn = 0; !isOver(); turn += 1) {
    const startedAt = performance.now();
    await asks[turn % asks.length]?.();
    times.push(performance.now() - startedAt);
    await delay(PAUSE_MS);
  }
  const sorted = times.toSorted((one, next) => one - next);
  const at = (q: number) => Math.round(quantile(sorted, q) * 10) / 10;
  return {
    requests: times.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    maxMs: at(1),
  };
}

interface Outcome {
  quiet: Figures;
  during: Figures;
  afterwards: Figures;
  accepted: number;
  tookMs: number;
}

function report({ quiet, during, afterwards, accepted, tookMs }: Outcome): void {
  const result = {
    benchmark: 'burst',
    what: "p99 of another user's requests while a burst of URLs is submitted",
    unit: 'ms',
    bound: BOUND_MS,
    value: during.p99Ms,
    withinBound: during.p99Ms < BOUND_MS && accepted === urls,
    urls,
    accepted,
    tookMs,
    quiet,
    during,
    afterwards,
    machine: { cpus: availableParallelism(), node: process.version },
  };
  const of = ({ p50Ms, p99Ms, maxMs, requests }: Figures) =>
    `p50 ${p50Ms} p99 ${p99Ms} max ${maxMs} ms (${requests} requests)`;
  console.log(
    values.json
      ? JSON.stringify(result, null, 2)
      : [
          `${accepted} of ${urls} URLs taken in within ${tookMs} ms`,
          `quiet       ${of(quiet)}`,
          `during      ${of(during)}, bound ${BOUND_MS} ms at p99`,
          `afterwards  ${of(afterwards)}`,
        ].join('\n'),
  );
  process.exitCode = result.withinBound ? 0 : 1;
}
