import { ENTRY } from '../entry-points.ts';
import { terminalLine } from '../output/log-line.ts';
import { firstCredentials, readyAt } from '../output/welcome.ts';
import { authorityFile } from './authority.ts';
import { runEntry } from './run-entry.ts';
import { parseServiceMessage } from './service-message.ts';

/**
 * One server or scanner in the foreground: what it reports is said. Its log passes through as it
 * is, for whoever collects it; people at a terminal get readable lines.
 */
export function runService(service: 'server' | 'scanner', env: NodeJS.ProcessEnv): Promise<number> {
  return runEntry(ENTRY[service], [], {
    env: service === 'scanner' ? withAuthority(env) : env,
    ...(process.stdout.isTTY ? { onLine: (line: string) => showLine(service, line) } : {}),
    onMessage: (value) => {
      const message = parseServiceMessage(value);
      if (message?.type === 'ready') {
        if (message.firstAdmin) process.stdout.write(firstCredentials(message.firstAdmin));
        process.stdout.write(readyAt(message.url));
      } else if (message?.type === 'failed') {
        process.stderr.write(`webhood: ${message.message} (${message.code})\n`);
      }
    },
  });
}

function showLine(service: string, line: string): void {
  const shown = terminalLine(service, line, { from: 'debug' });
  if (shown !== undefined) process.stderr.write(`${shown}\n`);
}

/** A scanner beside its server trusts the certificate that the server made. */
function withAuthority(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (env.WEBHOOD_CA_FILE) return env;
  const file = authorityFile(env);
  return file === undefined ? env : { ...env, WEBHOOD_CA: file };
}
