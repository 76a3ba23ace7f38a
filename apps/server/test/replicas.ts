/** Whole servers on one database, as replicas are, each with keys that follow the epoch. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { NO_TRACING } from '@webhood/tracing';
import { type App, buildApp } from '../src/app.ts';
import { authorise, OPERATOR } from '../src/features/accounts/authorisation.service.ts';
import { watchEpoch } from '../src/features/installation/installation.store.ts';
import type { LiveKeyring } from '../src/features/installation/live-keyring.service.ts';
import { createMeters } from '../src/features/metrics/meters.service.ts';
import { openInstallation } from '../src/installation.ts';
import { createFileBlobStore } from '../src/platform/blob-store/file-blob-store.ts';
import { createDatabase, type Database } from '../src/platform/db/database.ts';
import { createDatabaseListener } from '../src/platform/db/listen.ts';
import { createLog } from '../src/platform/log/log.ts';
import { cookieOf, PASSWORD, signInAs } from './account-server.ts';
import { appSettings } from './app-settings.ts';

export interface Replica {
  app: App;
  database: Database;
  keyring: LiveKeyring;
  logged(): string;
  signIn(name: string): Promise<string>;
  addUser(name: string, role: 'admin' | 'user' | 'viewer'): Promise<string>;
  close(): Promise<void>;
}

interface ReplicaOptions {
  url: string;
  secret: string;
  /** False: hears nothing of a new epoch, and has to find out by looking. */
  hears?: boolean;
}

function capture() {
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  return { log: createLog('trace', { stream }), logged: () => lines.join('') };
}

export async function startReplica({
  url,
  secret,
  hears = true,
}: ReplicaOptions): Promise<Replica> {
  const { log, logged } = capture();
  const database = createDatabase({ url, log, poolSize: 5 });
  const listener = createDatabaseListener({ url, log });
  const keyring = await openInstallation(secret, database.db, log).openForServer();
  if (hears) await watchEpoch(listener, () => void keyring.reread());
  const dir = await mkdtemp(join(tmpdir(), 'webhood-replica-'));
  const app = await buildApp({
    config: appSettings(dir),
    database,
    listener,
    blobs: await createFileBlobStore(dir),
    keyring,
    meters: createMeters(),
    tracing: NO_TRACING,
    log,
    consoleDir: join(dir, 'console'),
  });
  await app.start();
  return {
    app,
    database,
    keyring,
    logged,
    addUser: async (name, role) =>
      (
        await app.users.create(authorise(OPERATOR, 'users.manage'), {
          name,
          role,
          password: PASSWORD,
        })
      ).id,
    signIn: async (name) => {
      const answer = await signInAs(app.http, name, PASSWORD);
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
