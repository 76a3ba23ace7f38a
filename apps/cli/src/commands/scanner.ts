import type { Command } from 'commander';

export function addScannerCommand(program: Command): void {
  program
    .command('scanner')
    .description('Run one scanner for the server at ENDPOINT, with the token SCANNER_TOKEN.')
    .action(async () => {
      const { runService } = await import('../process/run-service.ts');
      process.exitCode = await runService('scanner', process.env);
    });
}
