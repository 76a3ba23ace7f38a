/** The OpenAPI document, from the routes as the server registers them. No database is asked. */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_TRACING } from '@webhood/tracing';
import { buildApp } from '../../apps/server/src/app.ts';
import { parseConfig } from '../../apps/server/src/config.ts';
import { createMeters } from '../../apps/server/src/features/metrics/meters.service.ts';
import { createFileBlobStore } from '../../apps/server/src/platform/blob-store/file-blob-store.ts';
import { createKeyring } from '../../apps/server/src/platform/crypto/keyring.ts';
import { createDatabase } from '../../apps/server/src/platform/db/database.ts';
import { createDatabaseListener } from '../../apps/server/src/platform/db/listen.ts';
import { createLog } from '../../apps/server/src/platform/log/log.ts';

/** Nobody listens there, and nobody connects to it. */
const NO_DATABASE = 'postgres://nobody@127.0.0.1:1/none';

export async function openApiDocument(): Promise<Record<string, unknown>> {
  const parsed = parseConfig({ WEBHOOD_DATA_DIR: tmpdir() });
  if (parsed.kind === 'faulty') throw new Error(parsed.message);
  const log = createLog('error');
  const database = createDatabase({ url: NO_DATABASE, log });
  const listener = createDatabaseListener({ url: NO_DATABASE, log });
  const { http } = await buildApp({
    config: parsed.config,
    database,
    listener,
    blobs: await createFileBlobStore(join(tmpdir(), `webhood-openapi-${process.pid}`)),
    keyring: createKeyring(Buffer.alloc(32), 'document'),
    meters: createMeters(),
    tracing: NO_TRACING,
    log,
    consoleDir: tmpdir(),
  });
  const { body, statusCode } = await http.inject('/api/openapi.json');
  if (statusCode !== 200) throw new Error(body);
  await http.close();
  await listener.close();
  await database.close();
  return JSON.parse(body);
}
