import type { Command } from 'commander';

export function addServerCommand(program: Command): void {
  program
    .command('server')
    .description('Run one server. Without DATABASE_URL it starts the embedded database.')
    .action(async () => {
      const { runService } = await import('../process/run-service.ts');
      process.exitCode = await runService('server', process.env);
    });
}
