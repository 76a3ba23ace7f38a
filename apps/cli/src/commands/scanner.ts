import type { Command } from 'commander';

export function addScannerCommand(program: Command): void {
  program
    .command('scanner')
    .description('Run one scanner for the server at ENDPOINT, with the token SCANNER_TOKEN.')
    .action(async () => {
      const { ENTRY } = await import('../entry-points.ts');
      const { runEntry } = await import('../process/run-entry.ts');
      process.exitCode = await runEntry(ENTRY.scanner, []);
    });
}
