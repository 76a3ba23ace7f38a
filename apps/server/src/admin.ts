/**
 * Administration from the command line: `node admin.ts users|tokens|scanners VERB …`, on the
 * installation that the environment names, whether its server runs or not.
 */
import { text } from 'node:stream/consumers';
import { parseCommandLine, UsageError } from './administration/command-line.ts';
import { findCommand, type Services } from './administration/commands.ts';
import { type Config, parseConfig } from './config.ts';
import { createUserService } from './features/accounts/users.service.ts';
import { createUserStore } from './features/accounts/users.store.ts';
import { createInstallationStore } from './features/installation/installation.store.ts';
import { createScannerService } from './features/scanners/scanners.service.ts';
import { createScannerStore } from './features/scanners/scanners.store.ts';
import { createTokenService } from './features/tokens/tokens.service.ts';
import { createTokenStore } from './features/tokens/tokens.store.ts';
import { createKeyring } from './platform/crypto/keyring.ts';
import { requireDataDir } from './platform/data-dir/data-dir.ts';
import { requireSecret } from './platform/data-dir/secret-file.ts';
import { openDatabase } from './platform/db/open-database.ts';
import { AppError } from './platform/http/app-error.ts';
import { createLog, type Log } from './platform/log/log.ts';
import { StartFailure } from './platform/process/start-failure.ts';
import { createTeardown, type Teardown } from './platform/process/teardown.ts';

/** One command makes one query at a time. */
const POOL_SIZE = 2;

async function openServices(config: Config, log: Log, teardown: Teardown): Promise<Services> {
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
  const keyring = createKeyring(Buffer.from(secret), await createInstallationStore(db).epoch());
  return {
    users: createUserService({ store: createUserStore(db), log }),
    tokens: createTokenService({ store: createTokenStore(db), keyring, log }),
    scanners: createScannerService({ store: createScannerStore(db), keyring, log }),
  };
}

function reportFault(error: unknown, log: Log): void {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
    return;
  }
  if (error instanceof AppError) process.stderr.write(`${error.publicMessage}\n`);
  else if (error instanceof StartFailure) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, 'administration.failed');
  process.exitCode = 1;
}

async function run(args: string[], config: Config, log: Log): Promise<void> {
  const teardown = createTeardown();
  try {
    const line = parseCommandLine(args);
    const command = findCommand(line);
    const { data, text: words } = await command(line, {
      services: () => openServices(config, log, teardown),
      readInput: () => text(process.stdin),
    });
    process.stdout.write(`${line.json ? JSON.stringify(data) : words}\n`);
  } catch (error) {
    reportFault(error, log);
  } finally {
    await teardown.run(log);
  }
}

const parsed = parseConfig(process.env);
if (parsed.kind === 'faulty') {
  process.stderr.write(`${parsed.message}\n`);
  process.exitCode = 1;
} else {
  // What a command does is its output; only what goes wrong is logged.
  await run(process.argv.slice(2), parsed.config, createLog('error'));
}
