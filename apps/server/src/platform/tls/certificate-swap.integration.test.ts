/** The certificate is replaced again and again while clients, old and new, ask without a pause. */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { createTlsServer } from '../http/listen.ts';
import { createLog } from '../log/log.ts';
import { ensureSelfSigned, readPair } from './certificate-files.ts';
import { reloadOnChange } from './reload.ts';
import { createSelfSigned } from './self-signed.ts';

const SWAPS = 6;
const KEPT_CLIENTS = 4;
const NEW_CLIENTS = 4;

test('no request fails while the certificate is swapped under load', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'webhood-swap-'));
  const files = await ensureSelfSigned(dir, ['localhost'], new Date());
  const server = createTlsServer(await readPair(files), {
    handle: (_, response) => response.end('hello'),
    externalUrl: new URL('https://localhost'),
    allowedNetworks: [],
    behindProxy: [],
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const reloads: string[] = [];
  const log = createLog('silent');
  log.info = (_: unknown, event?: string) => void reloads.push(String(event));
  const stopWatching = reloadOnChange({ server, files, log, lookEveryMs: 10 });

  const failures: unknown[] = [];
  const serials = new Set<string>();
  let answered = 0;
  let isOver = false;
  const agents: Agent[] = [];
  const ask = (agent: Agent | false) =>
    new Promise<void>((resolve) => {
      const options = { port, host: '127.0.0.1', agent, rejectUnauthorized: false };
      const request = get(options, (response) => {
        serials.add((response.socket as TLSSocket).getPeerCertificate().serialNumber);
        response.resume().on('end', () => {
          if (response.statusCode === 200) answered += 1;
          else failures.push(response.statusCode);
          resolve();
        });
      });
      request.on('error', (error) => {
        failures.push(error);
        resolve();
      });
    });
  const client = async (keeps: boolean) => {
    const agent = keeps ? new Agent({ keepAlive: true, maxSockets: 1 }) : false;
    if (agent) agents.push(agent);
    while (!isOver) await ask(agent);
  };
  const clients = [
    ...Array.from({ length: KEPT_CLIENTS }, () => client(true)),
    ...Array.from({ length: NEW_CLIENTS }, () => client(false)),
  ];

  const made: string[] = [];
  for (let swap = 1; swap <= SWAPS; swap += 1) {
    const pair = await createSelfSigned(['localhost'], new Date());
    made.push(new X509Certificate(pair.cert).serialNumber);
    // One after the other, as tools do: for a moment the two do not belong together.
    await writeFile(files.keyFile, pair.key);
    await writeFile(files.certFile, pair.cert);
    await expect.poll(() => serials.has(made.at(-1) ?? ''), { timeout: 10_000 }).toBe(true);
  }
  isOver = true;
  await Promise.all(clients);
  for (const agent of agents) agent.destroy();
  stopWatching();
  server.closeAllConnections();
  server.close();
  await rm(dir, { recursive: true });

  expect(failures).toEqual([]);
  expect(answered).toBeGreaterThan(SWAPS * (KEPT_CLIENTS + NEW_CLIENTS));
  expect(
    reloads.filter((event) => event === 'tls.certificate_reloaded').length,
  ).toBeGreaterThanOrEqual(SWAPS);
});
