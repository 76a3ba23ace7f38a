/**
 * A lane: scans that only its own two scanners can be given, because they lead to a network that
 * nobody else allows. Races of several lanes run side by side on the same servers and database.
 */
import { type Lease, pathOf, type Scan } from '@webhood/contract';
import { sql } from 'kysely';
import type { ScanServers } from '../scan-server.ts';
import { createWire, jsonOf, type Outcome, type WireCall } from './wire.ts';

export type Lane = Awaited<ReturnType<typeof createLane>>;

export interface OpenScan {
  id: string;
  state: string;
  attempt: number;
}

const asJson = (body: object): Pick<WireCall, 'headers' | 'body'> => ({
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body)),
});

export async function createLane(all: ScanServers, number: number, ports: () => number[]) {
  const network = `10.${number >> 8}.${number & 255}.0/24`;
  const address = network.replace('0/24', '1');
  const scanners = [`lane-${number}-a`, `lane-${number}-b`];
  for (const id of scanners) await all.addScanner(id, [network]);
  const { db } = all.database;
  const addresses = Array.from(
    { length: 8 },
    (_, i) => `127.${1 + i}.${number >> 8}.${number & 255}`,
  );
  const wires = addresses.map(createWire);
  let calls = 0;

  const wire = () => wires[calls++ % wires.length] as (typeof wires)[number];
  const portOf = (server: number): number => ports()[server % ports().length] ?? 0;
  const ofLane = sql<boolean>`required_address <<= ${network}::inet`;

  return {
    scanners,
    wire,
    portOf,
    close: () => {
      for (const each of wires) each.close();
    },

    submit: async (server: number): Promise<string | undefined> => {
      const { headers, ...body } = asJson({ url: `http://${address}/${calls}` });
      const answer = await wire().send(portOf(server), {
        method: 'POST',
        path: pathOf('scans'),
        headers: { ...headers, 'x-test-caller': 'ann' },
        ...body,
      });
      return answer?.status === 202 ? (jsonOf(answer) as Scan).id : undefined;
    },

    leaseCall: (scanner: string): WireCall => {
      const { headers, ...body } = asJson({
        version: '1',
        browserVersion: '1',
        waitMs: 0,
        allowNetworks: [network],
      });
      const own = { ...headers, 'x-test-scanner': scanner };
      return { method: 'POST', path: pathOf('lease'), headers: own, ...body };
    },

    jobCall: (
      { scan, attempt, jobToken }: Lease,
      route: 'heartbeat' | 'complete' | 'fail',
      payload: object,
    ): WireCall => {
      const { headers, ...body } = asJson(payload);
      const path = pathOf(route, { scanId: scan.id, attempt });
      const own = { ...headers, authorization: `Bearer ${jobToken}` };
      return { method: 'POST', path, headers: own, ...body };
    },

    blobCall: ({ scan, attempt, jobToken }: Lease, sha256: string, body: Buffer): WireCall => ({
      method: 'PUT',
      path: pathOf('blob', { scanId: scan.id, attempt, sha256 }),
      headers: {
        authorization: `Bearer ${jobToken}`,
        'content-type': 'application/octet-stream',
      },
      body,
    }),

    /** As a person of the team asks. */
    read: (server: number, path: string): Promise<Outcome> =>
      wire().send(portOf(server), { method: 'GET', path, headers: { 'x-test-caller': 'admin' } }),

    cancel: (server: number, scanId: string): Promise<Outcome> =>
      wire().send(portOf(server), {
        method: 'POST',
        path: pathOf('scanCancel', { scanId }),
        headers: { 'x-test-caller': 'admin' },
      }),

    /** What has not ended. */
    open: (): Promise<OpenScan[]> =>
      db
        .selectFrom('scans')
        .select(['id', 'state', 'attempt'])
        .where(ofLane)
        .where('state', 'not in', ['done', 'error', 'cancelled'])
        .execute(),

    /** Back-offs are over. */
    letBackOffEnd: async (): Promise<void> => {
      await db
        .updateTable('scans')
        .set({ available_at: sql<Date>`clock_timestamp()` })
        .where(ofLane)
        .where('state', '=', 'queued')
        .where('available_at', '>', sql<Date>`clock_timestamp()`)
        .execute();
    },

    /** The lease's time is over. False when the attempt did not hold it. */
    letLeaseEnd: async ({ id, attempt }: Pick<OpenScan, 'id' | 'attempt'>): Promise<boolean> => {
      const { numUpdatedRows } = await db
        .updateTable('scans')
        .set({ lease_until: sql<Date>`clock_timestamp() - interval '1 second'` })
        .where('id', '=', id)
        .where('attempt', '=', attempt)
        .where('state', '=', 'running')
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    /** As a server's sweeper does every two seconds. */
    sweep: async (server: number): Promise<void> => {
      // A server that is being replaced sweeps no more; the other one does.
      await all.servers[server % all.servers.length]?.leases.sweep().catch(() => undefined);
    },
  };
}
