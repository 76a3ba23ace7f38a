/** The server's app on the searched database, with a caller who may not see what is restricted. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_TRACING } from '@webhood/tracing';
import { buildApp } from '../../apps/server/src/app.ts';
import {
  authorise,
  OPERATOR,
} from '../../apps/server/src/features/accounts/authorisation.service.ts';
import { createMeters } from '../../apps/server/src/features/metrics/meters.service.ts';
import { createTokenService } from '../../apps/server/src/features/tokens/tokens.service.ts';
import { createTokenStore } from '../../apps/server/src/features/tokens/tokens.store.ts';
import { createFileBlobStore } from '../../apps/server/src/platform/blob-store/file-blob-store.ts';
import { createKeyring } from '../../apps/server/src/platform/crypto/keyring.ts';
import { createDatabase } from '../../apps/server/src/platform/db/database.ts';
import { createDatabaseListener } from '../../apps/server/src/platform/db/listen.ts';
import { createLog } from '../../apps/server/src/platform/log/log.ts';
import { appSettings } from '../../apps/server/test/app-settings.ts';
import { recordStatements, type Statement } from './recorded-statements.ts';

export interface SearchApp {
  /** Asks once; undefined for what took too long. @throws Error for any other answer but 200 */
  ask(path: string): Promise<unknown>;
  /** What the database is asked for one request. */
  statementsOf(path: string): Promise<Statement[]>;
  close(): Promise<void>;
}

export async function startSearchApp(url: string): Promise<SearchApp> {
  const log = createLog('warn');
  const dataDir = await mkdtemp(join(tmpdir(), 'webhood-search-app-'));
  const database = createDatabase({ url, log });
  const recorded = recordStatements(database.pool);
  const listener = createDatabaseListener({ url, log });
  const keyring = createKeyring(Buffer.from('a key for one benchmark'), 'epoch');
  const app = await buildApp({
    config: { ...appSettings(dataDir), requestsPerMinute: 1_000_000 },
    database,
    listener,
    blobs: await createFileBlobStore(dataDir),
    keyring,
    meters: createMeters(),
    tracing: NO_TRACING,
    log,
    consoleDir: dataDir,
  });
  await app.http.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.http.server.address() as AddressInfo;
  const { token } = await createTokenService({
    store: createTokenStore(database.db),
    keyring,
    log,
  }).create(authorise(OPERATOR, 'tokens.manage'), { name: 'bench', role: 'api_user' });

  const ask = async (path: string): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const body = await answer.text();
    if (answer.status === 200) return JSON.parse(body);
    // What takes too long is a figure as well.
    if (answer.status === 503) return undefined;
    throw new Error(`${path}: ${answer.status} ${body}`);
  };
  return {
    ask,
    statementsOf: (path) => recorded.during(async () => void (await ask(path))),
    close: async () => {
      await app.http.close();
      await listener.close();
      await database.close();
      await rm(dataDir, { recursive: true });
    },
  };
}
