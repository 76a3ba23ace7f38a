/** The server process: reads the configuration, wires the parts, listens, stops. No logic. */
import { resolve } from 'node:path';
import type { CreatedScanner } from '@webhood/contract';
import { NO_TRACING, openTracing, type Tracing } from '@webhood/tracing';
import { type App, buildApp } from './app.ts';
import { type Config, parseConfig } from './config.ts';
import type { FirstAdmin } from './features/accounts/users.service.ts';
import { watchEpoch } from './features/installation/installation.store.ts';
import type { LiveKeyring } from './features/installation/live-keyring.service.ts';
import { createMeters } from './features/metrics/meters.service.ts';
import { sealPlainSecrets } from './features/scans/plain-secrets.store.ts';
import { createScanSecrets } from './features/scans/scan-secrets.service.ts';
import { openInstallation } from './installation.ts';
import { openBlobStore } from './platform/blob-store/open-blob-store.ts';
import { createSealedValues } from './platform/crypto/sealed-values.ts';
import { requireDataDir } from './platform/data-dir/data-dir.ts';
import { requireSecret } from './platform/data-dir/secret-file.ts';
import { createDatabaseListener } from './platform/db/listen.ts';
import { openDatabase } from './platform/db/open-database.ts';
import { closeServer, createPlainServer, createTlsServer, listen } from './platform/http/listen.ts';
import { createOpening, type Opening } from './platform/http/opening.ts';
import { createJobs, type Jobs } from './platform/jobs/jobs.ts';
import { createLog, type Log } from './platform/log/log.ts';
import { reportFailure, runProcess, type Started } from './platform/process/run-process.ts';
import type { Teardown } from './platform/process/teardown.ts';
import {
  certificateNames,
  ensureSelfSigned,
  loadGivenPair,
  readPair,
} from './platform/tls/certificate-files.ts';
import { watchExpiry } from './platform/tls/expiry.ts';
import { reloadOnChange } from './platform/tls/reload.ts';
import { SERVER_VERSION } from './version.ts';

const CONSOLE_DIR = resolve(import.meta.dirname, '../../console/dist');

interface Ready {
  url: string;
  httpsPort: number;
  httpPort: number;
  firstAdmin?: FirstAdmin;
}

async function openTls({ tls, dataDir, externalUrl, artifactOrigin }: Config) {
  if (tls) return { files: tls, pair: await loadGivenPair(tls) };
  const names = certificateNames([externalUrl, ...(artifactOrigin ? [artifactOrigin] : [])]);
  const files = await ensureSelfSigned(dataDir, names, new Date());
  return { files, pair: await readPair(files) };
}

async function openSockets(config: Config, app: App, log: Log, teardown: Teardown) {
  const { files, pair } = await openTls(config);
  const opening = createOpening(app.http.routing);
  const deps = { ...config, handle: opening.handle };
  const secure = createTlsServer(pair, deps);
  const plain = createPlainServer(deps);
  teardown.add('http', async () => {
    // Closing the app ends event streams and long polls, which would hold their sockets open.
    await Promise.all([
      closeServer(secure, config.stopGraceMs),
      closeServer(plain, config.stopGraceMs),
      app.http.close(),
    ]);
  });
  await listen(secure, config.httpsPort, 'WEBHOOD_HTTPS_PORT');
  if (config.httpPort !== 0) await listen(plain, config.httpPort, 'WEBHOOD_HTTP_PORT');
  teardown.add('tls_reload', reloadOnChange({ server: secure, files, log }));
  const renew = config.tls ? undefined : () => openTls(config);
  teardown.add('tls_expiry', watchExpiry({ certFile: files.certFile, log, renew }));
  return opening;
}

/**
 * The scanner beside us. Once its token was asked for, whoever asked is sent the next one as well,
 * whenever an epoch has ended.
 */
function localScanner(app: App, keyring: LiveKeyring, log: Log): () => Promise<CreatedScanner> {
  let isAsked = false;
  keyring.onChange(() => {
    if (!isAsked) return;
    app.ensureLocalScanner().then(
      (scanner) => process.send?.({ type: 'local_scanner', ...scanner }),
      (error: unknown) => log.error({ err: error }, 'scanner.token_not_renewed'),
    );
  });
  return () => {
    isAsked = true;
    return app.ensureLocalScanner();
  };
}

/** Nobody waits for background work, so the start does not either. */
function startJobs(jobs: Jobs, log: Log, teardown: Teardown): void {
  const started = jobs.start().catch((error: unknown) => {
    log.error({ err: error }, 'jobs.start_failed');
  });
  teardown.add('jobs', async () => {
    await started;
    await jobs.stop();
  });
}

async function start(config: Config, log: Log, teardown: Teardown): Promise<Started<Ready>> {
  tracing = await openTracing(config.tracing, {
    name: 'webhood-server',
    version: SERVER_VERSION,
    onFault: (error) => log.warn({ err: error }, 'tracing.export_failed'),
  });
  teardown.add('tracing', tracing.close);
  await requireDataDir(config.dataDir);
  const secret = config.secret ?? (await requireSecret(config.dataDir));
  const meters = createMeters();
  const { database, url } = await openDatabase({
    ...config,
    role: 'server',
    log,
    teardown,
    onQuery: meters.query,
  });
  const keyring = await openInstallation(secret, database.db, log).openForServer();
  await sealPlainSecrets(database.db, createScanSecrets(createSealedValues(keyring)));
  const listener = createDatabaseListener({ url, log });
  teardown.add('listener', () => listener.close());
  await watchEpoch(listener, () => void keyring.reread().catch(() => undefined));
  const blobs = await openBlobStore({ settings: config.storage, log, teardown });
  const app = await buildApp({
    config,
    database,
    listener,
    blobs,
    keyring,
    meters,
    tracing,
    log,
    consoleDir: CONSOLE_DIR,
  });
  await app.start();
  const jobs = createJobs({ url, log, recurring: app.recurring });
  const opening = await openSockets(config, app, log, teardown);
  startJobs(jobs, log, teardown);
  return {
    finish: () => openDoors(config, app, opening, log),
    answers: { local_scanner: localScanner(app, keyring, log) },
  };
}

/**
 * Last, because the first administrator's password is shown once: nothing may fail between making
 * and showing it. And made before anyone is served, so that no stranger comes first.
 */
async function openDoors(config: Config, app: App, opening: Opening, log: Log): Promise<Ready> {
  const firstAdmin = await app.users.createFirstAdmin();
  opening.open();
  const { httpsPort, httpPort, externalUrl } = config;
  log.info({ httpsPort, httpPort }, 'server.ready');
  return { url: externalUrl.origin, httpsPort, httpPort, ...(firstAdmin ? { firstAdmin } : {}) };
}

async function announce({ url, firstAdmin }: Ready): Promise<void> {
  const lines = [`Webhood is ready: ${url}`];
  if (firstAdmin) {
    lines.push(
      '',
      'First sign-in (shown once, to be changed then):',
      `  user name  ${firstAdmin.name}`,
      `  password   ${firstAdmin.password}`,
    );
  }
  await new Promise<void>((resolve) => {
    // Whoever read our output has gone as well: then nobody is left to tell.
    process.stdout.once('error', () => resolve());
    process.stdout.write(`${lines.join('\n')}\n`, () => resolve());
  });
}

/** Off until the configuration has been read. */
let tracing: Tracing = NO_TRACING;

const parsed = parseConfig(process.env);
if (parsed.kind === 'faulty') {
  reportFailure({ code: 'invalid_configuration', message: parsed.message });
  process.disconnect?.();
} else {
  const { config } = parsed;
  const log = createLog(config.logLevel, { ids: () => tracing.ids() });
  const graceMs = config.stopGraceMs;
  await runProcess({ log, graceMs, announce, start: (teardown) => start(config, log, teardown) });
}
