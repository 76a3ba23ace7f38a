import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { CommandError, usageError } from '../exit-codes.ts';
import { authorityFile } from '../process/authority.ts';
import type { ScanFlags } from './scan-flags.ts';

export interface ServerConnection {
  url: string;
  token: string;
  /** PEM certificates trusted besides the system's; empty when there are none. */
  authorities: string[];
}

/** Undefined when no server is named: the scan is then done here. */
export function connectionFrom(
  flags: Pick<ScanFlags, 'server' | 'token'>,
  env: NodeJS.ProcessEnv,
): ServerConnection | undefined {
  const url = flags.server ?? env.WEBHOOD_URL;
  if (!url) {
    if (flags.token !== undefined) throw usageError('--token needs --server (or WEBHOOD_URL)');
    return undefined;
  }
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw usageError(`--server must be an address such as https://localhost:8443, not "${url}"`);
  }
  const token = flags.token ?? secret('WEBHOOD_TOKEN', env);
  if (!token) {
    throw usageError(
      'a server needs --token (or WEBHOOD_TOKEN): make one with `webhood tokens create --name … --role api_user`',
    );
  }
  return { url, token, authorities: authorities(env) };
}

/** Makes every TLS connection of this process trust the named authorities besides the system's. */
export function trustAuthorities({ authorities }: ServerConnection): void {
  setDefaultCACertificates([
    ...new Set([...getCACertificates('default'), ...getCACertificates('system'), ...authorities]),
  ]);
}

function authorities(env: NodeJS.ProcessEnv): string[] {
  const path = authorityFile(env);
  if (path === undefined) return [];
  try {
    return [readFileSync(path, 'utf8')];
  } catch (cause) {
    throw new CommandError(`the certificate file ${path} (WEBHOOD_CA) cannot be read`, { cause });
  }
}

function secret(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const file = env[`${name}_FILE`];
  if (!file) return env[name];
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new CommandError(`${name}_FILE: ${file} cannot be read`, { cause });
  }
}
