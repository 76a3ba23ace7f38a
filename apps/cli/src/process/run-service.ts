import { ENTRY } from '../entry-points.ts';
import { firstCredentials, readyAt } from '../output/welcome.ts';
import { authorityFile } from './authority.ts';
import { runEntry } from './run-entry.ts';
import { parseServiceMessage } from './service-message.ts';

/** One server or scanner in the foreground: what it reports is said, its log passes through. */
export function runService(service: 'server' | 'scanner', env: NodeJS.ProcessEnv): Promise<number> {
  return runEntry(ENTRY[service], [], {
    env: service === 'scanner' ? withAuthority(env) : env,
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

/** A scanner beside its server trusts the certificate that the server made. */
function withAuthority(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (env.WEBHOOD_CA_FILE) return env;
  const file = authorityFile(env);
  return file === undefined ? env : { ...env, WEBHOOD_CA: file };
}
