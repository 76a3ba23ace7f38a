import { join } from 'node:path';

export interface LocalServer {
  dataDir: string;
  httpsPort: number;
  /** The address that its users know. */
  url: string;
}

/**
 * What the scanner beside a server starts with: nothing that only a server needs, as its browser
 * runs an attacker's code; and no token but the one that is sent to it.
 */
export function scannerEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const {
    WEBHOOD_SECRET,
    WEBHOOD_SECRET_FILE,
    DATABASE_URL,
    DATABASE_URL_FILE,
    DATABASE_MIGRATION_URL,
    DATABASE_MIGRATION_URL_FILE,
    OIDC_CLIENT_SECRET,
    OIDC_CLIENT_SECRET_FILE,
    SCANNER_TOKEN,
    SCANNER_TOKEN_FILE,
    ...rest
  } = env;
  return rest;
}

/**
 * What it is sent once its server is up. A certificate of the user's own names the external
 * address; ours names localhost too.
 */
export function wayToServer(
  env: NodeJS.ProcessEnv,
  { dataDir, httpsPort, url }: LocalServer,
  token: string,
): Record<string, string> {
  if (env.ENDPOINT) return { SCANNER_TOKEN: token };
  if (env.WEBHOOD_TLS_CERT) return { SCANNER_TOKEN: token, ENDPOINT: url };
  return {
    SCANNER_TOKEN: token,
    ENDPOINT: `https://localhost:${httpsPort}`,
    WEBHOOD_CA: env.WEBHOOD_CA || join(dataDir, 'tls/cert.pem'),
  };
}
