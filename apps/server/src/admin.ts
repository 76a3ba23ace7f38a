/**
 * Administration from the command line: `node admin.ts NOUN VERB …`, `node admin.ts backup DIR`, on the
 * installation that the environment names, whether its server runs or not.
 */
import { text } from 'node:stream/consumers';
import { type CommandEnd, commandEntry } from './administration/audited-commands.ts';
import type { CommandDeps, Output, Services } from './administration/command.ts';
import { type CommandLine, parseCommandLine, UsageError } from './administration/command-line.ts';
import { findCommand } from './administration/commands.ts';

import { doctor } from './administration/doctor.ts';
import { operatorName } from './administration/operator.ts';
import { type Config, type ParsedConfig, parseConfig } from './config.ts';
import { createUserService } from './features/accounts/users.service.ts';
import { createUserStore } from './features/accounts/users.store.ts';
import { createArtifactService } from './features/artifacts/artifact.service.ts';
import { createArtifactStore } from './features/artifacts/artifact.store.ts';
import { createScrubStore } from './features/artifacts/scrub.store.ts';
import { createAuditService } from './features/audit/audit.service.ts';
import { type AuditRecord, createAuditStore } from './features/audit/audit.store.ts';
import { createBackup } from './features/backup/backup.service.ts';
import { BackupFault } from './features/backup/backup-format.ts';
import { importWebhood } from './features/migration/import.service.ts';
import { createImportStore } from './features/migration/import.store.ts';
import { ImportFault } from './features/migration/source-installation.ts';
import { createScannerService } from './features/scanners/scanners.service.ts';
import { createScannerStore } from './features/scanners/scanners.store.ts';
import { createSecurityChecklist } from './features/security-checklist/security-checklist.service.ts';
import { createTokenService } from './features/tokens/tokens.service.ts';
import { createTokenStore } from './features/tokens/tokens.store.ts';
import { openInstallation } from './installation.ts';
import { openBlobStore } from './platform/blob-store/open-blob-store.ts';
import { requireDataDir } from './platform/data-dir/data-dir.ts';
import { requireSecret } from './platform/data-dir/secret-file.ts';
import { openDatabase } from './platform/db/open-database.ts';
import { createTransactor } from './platform/db/transactor.ts';
import { AppError } from './platform/http/app-error.ts';
import { createLog, type Log } from './platform/log/log.ts';
import { StartFailure } from './platform/process/start-failure.ts';
import { createTeardown, type Teardown } from './platform/process/teardown.ts';
import { terminalJson, terminalLines } from './platform/text/terminal-text.ts';
import { restoreInto } from './restoration.ts';
import { createScrub } from './scrubbing.ts';
import { IMAGE_BUILT, SERVER_VERSION } from './version.ts';

/** One command makes one query at a time. */
const POOL_SIZE = 2;

interface OpenServices extends Services {
  record(entry: AuditRecord): Promise<void>;
}

async function openServices(config: Config, log: Log, teardown: Teardown): Promise<OpenServices> {
  await requireDataDir(config.dataDir);
  const secret = config.secret ?? (await requireSecret(config.dataDir));
  const opened = await openDatabase({
    ...config,
    role: 'visitor',
    log,
    teardown,
    poolSize: POOL_SIZE,
  });
  const { db } = opened.database;
  const openBlobs = () => openBlobStore({ settings: config.storage, log, teardown });
  const installation = openInstallation(secret, db, log);
  const keyring = await installation.openForCommand();
  const auditStore = createAuditStore(db);
  return {
    installation,
    audit: createAuditService({ store: auditStore }),
    record: async (entry) => auditStore.insert([entry]),
    users: createUserService({ store: createUserStore(db), log }),
    tokens: createTokenService({ store: createTokenStore(db), keyring, log }),
    scanners: createScannerService({ store: createScannerStore(db), keyring, log }),
    backup: (dir) => createBackup(dir, { url: opened.url, openBlobs }),
    scrub: async (rate) => {
      const actor = { kind: 'operator' as const, id: null, name: operatorName() };
      const store = createScrubStore({ db });
      const service = createScrub({
        store,
        audit: auditStore,
        blobs: await openBlobs(),
        actor,
        log,
      });
      return service.scrub({ rate, olderThanMs: 0, withinMs: Number.POSITIVE_INFINITY });
    },
    importWebhood: (dir, { dryRun }) =>
      importWebhood(dir, {
        store: createImportStore({ db }),
        transactor: createTransactor(db),
        openArtifacts: async () =>
          createArtifactService({
            store: createArtifactStore({ db }),
            blobs: await openBlobs(),
            log,
          }),
        dryRun,
      }),
  };
}

/** Whose message says what to do. */
function isPlainFault(error: unknown): error is Error {
  return [StartFailure, BackupFault, ImportFault].some((fault) => error instanceof fault);
}

function reportFault(error: unknown, log: Log): void {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
    return;
  }
  if (error instanceof AppError) process.stderr.write(`${error.publicMessage}\n`);
  else if (isPlainFault(error)) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, 'administration.failed');
  process.exitCode = 1;
}

/** A command is recorded when the database was open for it: else it has done nothing. */
async function execute(
  line: CommandLine,
  open: () => Promise<OpenServices>,
  restore: CommandDeps['restore'],
): Promise<Output> {
  const command = findCommand(line);
  let opened: OpenServices | undefined;
  const record = async (end: CommandEnd): Promise<void> => {
    const entry = commandEntry(line, end);
    if (entry) await opened?.record(entry);
  };
  const services = async () => {
    opened ??= await open();
    return opened;
  };
  try {
    const output = await command(line, { services, restore, readInput: () => text(process.stdin) });
    await record({ kind: 'done', data: output.data });
    return output;
  } catch (error) {
    await record({ kind: 'failed', error });
    throw error;
  }
}

/** Opens nothing that the checklist is to judge: the secret may be weak, the settings faulty. */
async function openChecklist(parsed: ParsedConfig, log: Log, teardown: Teardown) {
  const { config } = parsed;
  const faults = parsed.kind === 'faulty' ? parsed.faults : [];
  return createSecurityChecklist({
    settings: config,
    faults,
    serverVersion: SERVER_VERSION,
    imageBuilt: IMAGE_BUILT,
    scanners: async () => {
      if (faults.some((fault) => fault.startsWith('DATABASE_'))) {
        throw new Error('its settings have a fault');
      }
      const deps = { ...config, role: 'visitor' as const, log, teardown, poolSize: POOL_SIZE };
      const { database } = await openDatabase(deps);
      return createScannerStore(database.db).postures();
    },
  });
}

async function run(args: string[], parsed: ParsedConfig, log: Log): Promise<void> {
  const teardown = createTeardown();
  try {
    const line = parseCommandLine(args);
    const output = await perform(line, parsed, log, teardown);
    const printed = line.json ? terminalJson(output.data) : terminalLines(output.text);
    process.stdout.write(`${printed}\n`);
    if (output.failed) process.exitCode = 1;
  } catch (error) {
    reportFault(error, log);
  } finally {
    await teardown.run(log);
  }
}

async function perform(
  line: CommandLine,
  parsed: ParsedConfig,
  log: Log,
  teardown: Teardown,
): Promise<Output> {
  if (line.noun === 'doctor') {
    if (line.verb !== '') throw new UsageError('doctor takes nothing besides its options');
    return doctor(line, () => openChecklist(parsed, log, teardown));
  }
  if (parsed.kind === 'faulty') throw new StartFailure('invalid_configuration', parsed.message);
  const { config } = parsed;
  return execute(
    line,
    () => openServices(config, log, teardown),
    (dir) => restoreInto(dir, { config, log, teardown }),
  );
}

// What a command does is its output; only what goes wrong is logged.
await run(process.argv.slice(2), parseConfig(process.env), createLog('error'));
