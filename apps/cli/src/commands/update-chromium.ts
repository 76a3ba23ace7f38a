import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../exit-codes.ts';

/** A program of its own, which `npm start` shares: it installs what a machine lacks. */
const PROGRAM = fileURLToPath(new URL('../../../../scripts/update-chromium.mjs', import.meta.url));

export function addUpdateChromiumCommand(program: Command): void {
  program
    .command('update-chromium')
    .description('Install the newest Chromium of this distribution; running scanners take it up.')
    .option('--dry-run', 'say what would be done')
    .action(({ dryRun }: { dryRun?: boolean }) => {
      if (!existsSync(PROGRAM)) {
        throw new CommandError('The browser is part of this image: build the image again.');
      }
      const args = [PROGRAM, ...(dryRun ? ['--dry-run'] : [])];
      const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
      process.exitCode = status ?? EXIT.failed;
    });
}
