import { type Client, createClient } from '@webhood/client';
import { EXIT, usageError } from '../exit-codes.ts';
import { listenForStop } from '../process/stop-signals.ts';
import type { ScanFlags } from '../scan/scan-flags.ts';
import { connectionFrom, trustAuthorities } from '../scan/server-connection.ts';
import { explainServerError } from '../scan/server-error.ts';

export type ServerFlags = Pick<ScanFlags, 'server' | 'token'>;

export interface ServerSession {
  client: Client;
  /** Aborted when the user wants to stop. */
  signal: AbortSignal;
  env: NodeJS.ProcessEnv;
}

/**
 * Runs `work` with a client of the server that flags or environment name.
 * @returns what `work` returns, the exit code; 1 when the user stopped it
 * @throws CommandError when no server is named, or the server refuses or does not answer
 */
export async function withServer(
  flags: ServerFlags,
  work: (session: ServerSession) => Promise<number>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const connection = connectionFrom(flags, env);
  if (!connection) throw usageError('this needs --server (or WEBHOOD_URL)');
  trustAuthorities(connection);
  const client = createClient({ baseUrl: connection.url, token: connection.token });
  const stop = new AbortController();
  const requests = listenForStop(
    () => stop.abort(),
    () => process.exit(EXIT.failed),
  );
  try {
    return await work({ client, signal: stop.signal, env });
  } catch (error) {
    if (stop.signal.aborted) return EXIT.failed;
    throw explainServerError(error, connection);
  } finally {
    requests.dispose();
  }
}
