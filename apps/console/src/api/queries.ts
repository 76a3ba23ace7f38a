import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { AuditFilter } from '@webhood/contract';
import { client } from './client.ts';

/** Rows per fetch of the scan list: two screens of a large monitor. */
export const PAGE_SIZE = 50;

export const keys = {
  me: ['me'],
  security: ['security'],
  checklist: ['checklist'],
  sessions: ['sessions'],
  signInOptions: ['sign-in-options'],
  scanList: ['scans'],
  scan: (id: string) => ['scan', id],
  searches: ['search'],
  search: (q: string) => ['search', q],
  suggestions: (q: string, at: number) => ['suggestions', q, at],
  allFacets: ['facets'],
  facets: (q: string) => ['facets', q],
  savedSearches: ['saved-searches'],
  report: (id: string, attempt: number) => ['report', id, attempt],
  html: (id: string, attempt: number) => ['html', id, attempt],
  artifactText: (id: string, sha256: string) => ['artifact-text', id, sha256],
  scanners: ['scanners'],
  tokens: ['tokens'],
  users: ['users'],
  webhooks: ['webhooks'],
  lookups: ['lookups'],
  retention: ['retention'],
  holds: ['holds'],
  scanHold: (id: string) => ['scan-hold', id],
  webhookDeliveries: (id: string) => ['webhook-deliveries', id],
  audit: (filter: AuditFilter) => ['audit', filter],
} as const;

/** Evidence of one attempt never changes. */
const NEVER_STALE = { staleTime: Number.POSITIVE_INFINITY } as const;
/** A report may have tens of megabytes: keep those left behind only shortly. */
const HEAVY = { gcTime: 60_000 } as const;

export const meQuery = () =>
  queryOptions({
    queryKey: keys.me,
    queryFn: ({ signal }) => client.me.get({ signal }),
    retry: false,
  });

export const securityQuery = () =>
  queryOptions({
    queryKey: keys.security,
    queryFn: ({ signal }) => client.me.security({ signal }),
    staleTime: 0,
  });

/**
 * For the banners of every page, which come with each load: the server then looks at its processes
 * and ports twice a minute at most, and a banner goes soon after its reason.
 */
const CHECKLIST_MAX_AGE_SECONDS = 30;

export const checklistQuery = () =>
  queryOptions({
    queryKey: keys.checklist,
    queryFn: ({ signal }) =>
      client.security.checklist({ maxAge: CHECKLIST_MAX_AGE_SECONDS }, { signal }),
    staleTime: 60 * 60_000,
  });

/** For its own page: everything is looked at now. */
export const checklistNowQuery = () =>
  queryOptions({
    ...checklistQuery(),
    queryFn: ({ signal }) => client.security.checklist({}, { signal }),
    staleTime: 0,
  });

export const sessionsQuery = () =>
  queryOptions({
    queryKey: keys.sessions,
    queryFn: ({ signal }) => client.me.sessions({ signal }),
    staleTime: 0,
  });

export const signInOptionsQuery = () =>
  queryOptions({
    queryKey: keys.signInOptions,
    queryFn: ({ signal }) => client.authentication.options({ signal }),
  });

export const scanListQuery = () =>
  infiniteQueryOptions({
    queryKey: keys.scanList,
    queryFn: ({ pageParam, signal }) =>
      client.scans.list({ limit: PAGE_SIZE, offset: pageParam, sort: '-created' }, { signal }),
    initialPageParam: 0,
    // Events insert and remove rows here as they do on the server, so the count is the offset.
    getNextPageParam: (last, pages) =>
      last.length < PAGE_SIZE ? undefined : pages.reduce((sum, page) => sum + page.length, 0),
  });

/** Rows per fetch of a search: as many as the server gives at once. */
const SEARCH_PAGE_SIZE = 100;

export const searchQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: keys.search(q),
    queryFn: ({ pageParam, signal }) =>
      client.search.page({ q, limit: SEARCH_PAGE_SIZE, after: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const suggestionsQuery = (q: string, at: number) =>
  queryOptions({
    queryKey: keys.suggestions(q, at),
    queryFn: ({ signal }) => client.search.suggestions({ q, at }, { signal }),
    retry: false,
  });

export const facetsQuery = (q: string) =>
  queryOptions({
    queryKey: keys.facets(q),
    queryFn: ({ signal }) => client.search.facets(q, { signal }),
  });

export const savedSearchesQuery = () =>
  queryOptions({
    queryKey: keys.savedSearches,
    queryFn: ({ signal }) => client.search.saved({ signal }),
  });

export const scanQuery = (id: string) =>
  queryOptions({
    queryKey: keys.scan(id),
    queryFn: ({ signal }) => client.scans.get(id, { signal }),
  });

export const reportQuery = (id: string, attempt: number) =>
  queryOptions({
    queryKey: keys.report(id, attempt),
    queryFn: ({ signal }) => client.scans.report(id, { signal }),
    ...NEVER_STALE,
    ...HEAVY,
  });

export const htmlQuery = (id: string, attempt: number) =>
  queryOptions({
    queryKey: keys.html(id, attempt),
    queryFn: async ({ signal }) => (await client.scans.openHtml(id, { signal })).text(),
    ...NEVER_STALE,
    ...HEAVY,
  });

/** A text artifact as text; what is not UTF-8 in it is replaced. */
export const artifactTextQuery = (id: string, sha256: string) =>
  queryOptions({
    queryKey: keys.artifactText(id, sha256),
    queryFn: async ({ signal }) => (await client.scans.openArtifact(id, sha256, { signal })).text(),
    ...NEVER_STALE,
    ...HEAVY,
  });

export const scannersQuery = () =>
  queryOptions({
    queryKey: keys.scanners,
    queryFn: ({ signal }) => client.scanners.list({ signal }),
    // `connected` means "asked within a minute", and going silent sends no event.
    refetchInterval: 30_000,
  });

export const tokensQuery = () =>
  queryOptions({ queryKey: keys.tokens, queryFn: ({ signal }) => client.tokens.list({ signal }) });

export const usersQuery = () =>
  queryOptions({ queryKey: keys.users, queryFn: ({ signal }) => client.users.list({ signal }) });

export const webhooksQuery = () =>
  queryOptions({
    queryKey: keys.webhooks,
    queryFn: ({ signal }) => client.webhooks.list({ signal }),
    // The server may have disabled one since.
    staleTime: 0,
  });

export const webhookDeliveriesQuery = (webhookId: string) =>
  infiniteQueryOptions({
    queryKey: keys.webhookDeliveries(webhookId),
    queryFn: ({ pageParam, signal }) =>
      client.webhooks.deliveries(webhookId, { limit: PAGE_SIZE, after: pageParam }, { signal }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: 0,
    // Tries send no event, and whoever looks at the log waits for one.
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((it) => it.state === 'waiting'))
        ? 3_000
        : false,
  });

export const lookupsQuery = () =>
  queryOptions({
    queryKey: keys.lookups,
    queryFn: ({ signal }) => client.lookups.get({ signal }),
  });

export const retentionQuery = () =>
  queryOptions({
    queryKey: keys.retention,
    queryFn: ({ signal }) => client.retention.get({ signal }),
  });

export const holdsQuery = () =>
  queryOptions({
    queryKey: keys.holds,
    queryFn: ({ signal }) => client.retention.holds({ signal }),
    staleTime: 0,
  });

export const scanHoldQuery = (id: string) =>
  queryOptions({
    queryKey: keys.scanHold(id),
    queryFn: ({ signal }) => client.retention.holdOf(id, { signal }),
    staleTime: 0,
  });

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: keys.audit(filter),
    queryFn: ({ pageParam, signal }) =>
      client.audit.page({ ...filter, limit: PAGE_SIZE, after: pageParam }, { signal }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    // Whoever comes back wants to see what has happened since.
    staleTime: 0,
  });
