import { createMe, createScanners, createTokens, createUsers } from './accounts.ts';
import { createAudit } from './audit.ts';
import { createAuthentication } from './authentication.ts';
import { type EventsOptions, eventStream } from './events.ts';
import { type CallOptions, createHttp, type HttpOptions } from './http.ts';
import { createLookups } from './lookups.ts';
import { createRetention } from './retention.ts';
import { type ScanWatchOptions, watchScans } from './scan-watch.ts';
import { createScans } from './scans.ts';
import { createSearch } from './search.ts';
import { createSecurity } from './security.ts';
import { type WaitOptions, waitForScan } from './wait-for-scan.ts';
import { createWebhooks } from './webhooks.ts';

export type Client = ReturnType<typeof createClient>;
export type ClientOptions = HttpOptions;

/** The public API, one method per route; every answer is checked against the contract. */
export function createClient(options: ClientOptions) {
  const http = createHttp(options);
  const scans = createScans(http);
  const search = createSearch(http);
  const events = (eventsOptions?: EventsOptions) => eventStream(http, eventsOptions);
  return {
    scans,
    events,
    waitForScan: (scanId: string, waitOptions?: WaitOptions) =>
      waitForScan({ get: (id, signal) => scans.get(id, { signal }), events }, scanId, waitOptions),
    watchScans: (watchOptions?: ScanWatchOptions) =>
      watchScans(
        {
          events,
          find: async (ids, signal) =>
            (await search.page({ q: `id:(${ids.join(' OR ')})`, limit: ids.length }, { signal }))
              .items,
        },
        watchOptions,
      ),
    me: createMe(http),
    users: createUsers(http),
    tokens: createTokens(http),
    scanners: createScanners(http),
    audit: createAudit(http),
    webhooks: createWebhooks(http),
    lookups: createLookups(http),
    retention: createRetention(http),
    security: createSecurity(http),
    search,
    authentication: createAuthentication(http),
    /** Resolve when the server is alive, or ready to serve; reject as any call does. */
    healthz: ({ signal }: CallOptions = {}) => http.probe('healthz', signal),
    readyz: ({ signal }: CallOptions = {}) => http.probe('readyz', signal),
    openApiUrl: () => http.url({ route: 'openApi' }),
    docsUrl: () => http.url({ route: 'docs' }),
  };
}
