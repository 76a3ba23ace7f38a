import { Command } from 'commander';
import { addAdministrationCommands } from './commands/administration.ts';
import { addRemoteCommands } from './commands/remote.ts';
import { addScanCommand } from './commands/scan.ts';
import { addScannerCommand } from './commands/scanner.ts';
import { addServerCommand } from './commands/server.ts';
import { addUpCommand } from './commands/up.ts';
import { addUpdateChromiumCommand } from './commands/update-chromium.ts';

/** What a command does is imported when it runs, so that help and bad usage answer at once. */
export function createProgram(): Command {
  const program = new Command('webhood')
    .description('Scan dangerous links in a browser that nobody minds losing.')
    .showHelpAfterError('(add --help for the options)')
    .exitOverride();
  addUpCommand(program);
  addServerCommand(program);
  addScannerCommand(program);
  addScanCommand(program);
  addRemoteCommands(program);
  addUpdateChromiumCommand(program);
  addAdministrationCommands(program);
  return program;
}
