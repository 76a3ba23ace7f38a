/** The whole app on a database of its own, with real sign-in; for tests through `inject`. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { UserRole } from '@webhood/contract';
import { pathOf } from '@webhood/contract';
import { NO_TRACING } from '@webhood/tracing';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { type App, buildApp } from '../src/app.ts';
import type { Config } from '../src/config.ts';
import { authorise, type Principal } from '../src/features/accounts/authorisation.service.ts';
import { createUserService } from '../src/features/accounts/users.service.ts';
import { createUserStore } from '../src/features/accounts/users.store.ts';
import { createMeters } from '../src/features/metrics/meters.service.ts';
import { createFileBlobStore } from '../src/platform/blob-store/file-blob-store.ts';
import { createKeyring, type Keyring } from '../src/platform/crypto/keyring.ts';
import { createDatabaseListener } from '../src/platform/db/listen.ts';
import { createTestDatabase, type TestDatabase } from '../src/platform/db/test-database.ts';
import { createLog } from '../src/platform/log/log.ts';
import { appSettings, ORIGIN } from './app-settings.ts';

export { ORIGIN };
export const PASSWORD = 'quiet otters swim at dawn';

const OPERATOR: Principal = {
  kind: 'user',
  id: 'test',
  name: 'test',
  role: 'admin',
  mustChangePassword: false,
  mustSetUpSecondFactor: false,
};

export interface AccountServer {
  app: App;
  http: FastifyInstance;
  database: TestDatabase;
  keyring: Keyring;
  /** Everything that was logged. */
  logged(): string;
  addUser(name: string, role: UserRole): Promise<string>;
  /** The session cookie of a fresh sign-in, as a `Cookie` header. */
  signIn(name: string, password?: string): Promise<string>;
  close(): Promise<void>;
}

type Settings = Partial<
  Pick<
    Config,
    | 'artifactOrigin'
    | 'behindProxy'
    | 'allowedNetworks'
    | 'selfRegister'
    | 'singleSignOn'
    | 'secondFactorRoles'
    | 'webhookNetworks'
    | 'quotas'
    | 'requestsPerMinute'
  > & {
    consoleDir: string;
  }
>;

function captureLog() {
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  return { log: createLog('trace', { stream }), logged: () => lines.join('') };
}

export function cookieOf(setCookie: string | string[] | undefined): string {
  return [setCookie ?? []]
    .flat()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');
}

export async function startAccountServer(settings: Settings = {}): Promise<AccountServer> {
  const database = await createTestDatabase();
  const dir = await mkdtemp(join(tmpdir(), 'webhood-accounts-'));
  const { log, logged } = captureLog();
  const keyring = createKeyring(Buffer.from('a key for tests'), 'epoch');
  const listener = createDatabaseListener({ url: database.url, log });
  const app = await buildApp({
    config: {
      ...appSettings(dir),
      ...settings,
    },
    database,
    listener,
    blobs: await createFileBlobStore(dir),
    keyring,
    meters: createMeters(),
    tracing: NO_TRACING,
    log,
    consoleDir: settings.consoleDir ?? join(dir, 'console'),
  });
  const users = createUserService({ store: createUserStore(database.db), log });

  return {
    app,
    http: app.http,
    database,
    keyring,
    logged,
    addUser: async (name, role) => {
      const may = authorise(OPERATOR, 'users.manage');
      return (await users.create(may, { name, role, password: PASSWORD })).id;
    },
    signIn: async (username, password = PASSWORD) => {
      const answer = await signInAs(app.http, username, password);
      if (answer.statusCode !== 200) throw new Error(`sign-in: ${answer.body}`);
      return cookieOf(answer.headers['set-cookie']);
    },
    close: async () => {
      await app.http.close();
      await listener.close();
      await database.close();
      await rm(dir, { recursive: true });
    },
  };
}

export function signInAs(
  http: FastifyInstance,
  username: string,
  password: string,
  options: InjectOptions = {},
) {
  return http.inject({
    ...options,
    method: 'POST',
    url: pathOf('signIn'),
    payload: { username, password },
  });
}
