import type { AppDeps } from '../src/app.ts';
import { DEFAULT_QUOTAS } from '../src/features/scans/quota.service.ts';

export const ORIGIN = 'https://webhood.test:8443';

/** Of an app that nobody listens for. */
export function appSettings(dataDir: string): AppDeps['config'] {
  return {
    externalUrl: new URL(ORIGIN),
    artifactOrigin: undefined,
    behindProxy: [],
    allowedNetworks: [],
    webhookNetworks: [],
    quotas: DEFAULT_QUOTAS,
    requestsPerMinute: 3_000,
    selfRegister: false,
    singleSignOn: undefined,
    secondFactorRoles: [],
    dataDir,
    httpsPort: 9,
    httpPort: 0,
    tls: undefined,
    givenSecrets: [],
  };
}
