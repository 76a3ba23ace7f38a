import { type Command, InvalidArgumentError } from 'commander';
import type { DownloadFlags } from '../remote/download.ts';
import type { GetFlags } from '../remote/get.ts';
import type { SearchFlags } from '../remote/search.ts';
import type { WatchFlags } from '../remote/watch.ts';

/** Bounds what is printed by mistake; more is asked for by narrower searches. */
const MOST_MATCHES = 100_000;

/** Commands that ask a server through its public API. */
export function addRemoteCommands(program: Command): void {
  withServerOptions(program.command('search'))
    .description('Find scans, newest first: docs/search.md has the language.')
    .argument('[query]', "for example 'domain:example.com AND date:>now-7d'", '')
    .option('--limit <n>', 'print so many at most', limit, 50)
    .option('--json', 'print one scan record per line')
    .action(async (query: string, flags: SearchFlags) => {
      const { search } = await import('../remote/search.ts');
      process.exitCode = await search(query, flags);
    });
  withServerOptions(program.command('get'))
    .description('Print what is known of scans.')
    .argument('<id...>', 'ids or slugs')
    .option('--report', 'print the whole report, as JSON')
    .option('--json', 'print one scan record per line')
    .action(async (ids: string[], flags: GetFlags) => {
      const { get } = await import('../remote/get.ts');
      process.exitCode = await get(ids, flags);
    });
  withServerOptions(program.command('download'))
    .description('Write the evidence of scans, each file checked against its hash.')
    .argument('<id...>', 'ids or slugs')
    .option('--out <dir>', 'folder for the evidence (default: ./scans/<slug>)')
    .option('--json', 'print one scan record per line')
    .action(async (ids: string[], flags: DownloadFlags) => {
      const { download } = await import('../remote/download.ts');
      process.exitCode = await download(ids, flags);
    });
  withServerOptions(program.command('watch'))
    .description('Follow one scan to its end, or every scan that ends and matches a search.')
    .argument('[id or query]', 'without it: every scan that you may see')
    .option('--json', 'print one scan record per line')
    .action(async (target: string | undefined, flags: WatchFlags) => {
      const { watch } = await import('../remote/watch.ts');
      process.exitCode = await watch(target, flags);
    });
}

function withServerOptions(command: Command): Command {
  return command
    .option('--server <url>', 'the server (or WEBHOOD_URL)')
    .option('--token <token>', 'API token for it (or WEBHOOD_TOKEN)');
}

function limit(text: string): number {
  const value = Number(text);
  if (!/^\d{1,6}$/.test(text) || value < 1 || value > MOST_MATCHES) {
    throw new InvalidArgumentError(`It must be a number from 1 to ${MOST_MATCHES}.`);
  }
  return value;
}
