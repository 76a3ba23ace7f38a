import type { UserService } from '../features/accounts/users.service.ts';
import type { ScrubSummary } from '../features/artifacts/scrub.service.ts';
import type { AuditService } from '../features/audit/audit.service.ts';
import type { BackupSummary } from '../features/backup/backup.service.ts';
import type { RestoreCounts } from '../features/backup/restore.service.ts';
import type { InstallationService } from '../features/installation/installation.service.ts';
import type { ImportSummary } from '../features/migration/import.service.ts';
import type { ScannerService } from '../features/scanners/scanners.service.ts';
import type { TokenService } from '../features/tokens/tokens.service.ts';
import type { CommandLine } from './command-line.ts';

export interface Services {
  audit: AuditService;
  installation: InstallationService;
  users: UserService;
  tokens: TokenService;
  scanners: ScannerService;
  backup(dir: string): Promise<BackupSummary>;
  /** Reads every artifact again, at so many bytes a second. */
  scrub(rate: number): Promise<ScrubSummary>;
  importWebhood(dir: string, options: { dryRun: boolean }): Promise<ImportSummary>;
}

export interface CommandDeps {
  /** Opens the database: called once the command line has been found good. */
  services(): Promise<Services>;
  /** Of an installation that is not there yet. */
  restore(dir: string): Promise<RestoreCounts>;
  /** The whole of standard input. */
  readInput(): Promise<string>;
}

/** What a command prints: `data` with `--json`, else `text`. */
export interface Output {
  data: unknown;
  text: string;
  /** It found what should not be: exit status 1. */
  failed?: boolean;
}

export type Command = (line: CommandLine, deps: CommandDeps) => Promise<Output>;
