import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ENTRY } from '../entry-points.ts';
import { CommandError } from '../exit-codes.ts';

/** A second is usual; a database that is just recovering may take longer. */
const LIMIT_MS = 30_000;
const run = promisify(execFile);

/** A token for the scanner of this machine, from the server's administration program. */
export async function localScannerToken(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string> {
  const args = [ENTRY.admin, 'scanners', 'ensure-local', '--json'];
  let stdout: string;
  try {
    ({ stdout } = await run(process.execPath, args, { env, signal, timeout: LIMIT_MS }));
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    throw new CommandError(`the local scanner could not be registered. ${said}`, { cause });
  }
  const reply: unknown = JSON.parse(stdout);
  if (typeof reply === 'object' && reply !== null && 'token' in reply) {
    if (typeof reply.token === 'string') return reply.token;
  }
  throw new CommandError('the local scanner could not be registered: no token came back');
}
