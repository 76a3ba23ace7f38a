import { join } from 'node:path';

export interface LocalServer {
  dataDir: string;
  httpsPort: number;
  /** The address that its users know. */
  url: string;
}

/**
 * What the scanner beside a server gets: the way to it, and nothing that only a server needs, as
 * its browser runs an attacker's code.
 */
export function scannerEnvironment(
  env: NodeJS.ProcessEnv,
  { dataDir, httpsPort, url }: LocalServer,
  token: string,
): NodeJS.ProcessEnv {
  const {
    WEBHOOD_SECRET,
    WEBHOOD_SECRET_FILE,
    DATABASE_URL,
    DATABASE_URL_FILE,
    SCANNER_TOKEN_FILE,
    ...rest
  } = env;
  return { ...rest, ...wayTo(env, dataDir, httpsPort, url), SCANNER_TOKEN: token };
}

/** A certificate of the user's own names the external address; ours names localhost too. */
function wayTo(env: NodeJS.ProcessEnv, dataDir: string, httpsPort: number, url: string) {
  if (env.ENDPOINT) return {};
  if (env.WEBHOOD_TLS_CERT) return { ENDPOINT: url };
  return {
    ENDPOINT: `https://localhost:${httpsPort}`,
    WEBHOOD_CA: env.WEBHOOD_CA || join(dataDir, 'tls/cert.pem'),
  };
}
