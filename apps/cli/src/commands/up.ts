import type { Command } from 'commander';

export function addUpCommand(program: Command): void {
  program
    .command('up')
    .description('Run everything on this machine: database, server, console and one scanner.')
    .action(async () => {
      const { up } = await import('../up/up.ts');
      process.exitCode = await up(process.env);
    });
}
