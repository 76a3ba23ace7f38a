import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * PEM file that a server's certificate is verified against besides the system's authorities:
 * `WEBHOOD_CA`, else what a server on this machine made for itself, else none.
 */
export function authorityFile(env: NodeJS.ProcessEnv): string | undefined {
  if (env.WEBHOOD_CA) return env.WEBHOOD_CA;
  const own = resolve(env.WEBHOOD_DATA_DIR || 'data', 'tls/cert.pem');
  return existsSync(own) ? own : undefined;
}
