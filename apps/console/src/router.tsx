import type { QueryClient } from '@tanstack/react-query';
import {
  type AnyRoute,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  parseSearchWith,
  redirect,
  stringifySearchWith,
} from '@tanstack/react-router';
import { isTerminal, SINGLE_SIGN_ON_FAILURES } from '@webhood/contract';
import { isUnauthenticated } from './api/describe-error.ts';
import {
  keys,
  meQuery,
  reportQuery,
  scanListQuery,
  scanQuery,
  searchQuery,
} from './api/queries.ts';
import { internalPath } from './features/account/internal-path.ts';
import { auditSearch } from './features/audit/audit-search.ts';
import { compareParams } from './features/compare/compare-params.ts';
import { scanSearch } from './features/scan/scan-tab.ts';
import { searchParams } from './features/search/search-params.ts';
import { Shell } from './features/shell/shell.tsx';
import { PageFailure, PageMissing, PagePending } from './routes/page-states.tsx';

type RouterContext = { queryClient: QueryClient };

const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Outlet });

const nextSearch = (search: Record<string, unknown>): { next?: string } => {
  const next = internalPath(search.next);
  return next === null ? {} : { next };
};

const signInSearch = (search: Record<string, unknown>) => {
  const failed = SINGLE_SIGN_ON_FAILURES.find((failure) => failure === search.failed);
  return { ...nextSearch(search), ...(failed ? { failed } : {}) };
};

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('./routes/sign-in.tsx'), 'SignInPage'),
});

const changePasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/change-password',
  validateSearch: nextSearch,
  beforeLoad: ({ context }) => signedIn(context, '/'),
  component: lazyRouteComponent(() => import('./routes/change-password.tsx'), 'ChangePasswordPage'),
});

const setUpSecondFactorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/set-up-second-factor',
  validateSearch: nextSearch,
  beforeLoad: ({ context }) => signedIn(context, '/'),
  component: lazyRouteComponent(
    () => import('./routes/set-up-second-factor.tsx'),
    'SetUpSecondFactorPage',
  ),
});

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    const me = await signedIn(context, location.href);
    if (me.mustChangePassword) {
      throw redirect({ to: '/change-password', search: { next: location.href } });
    }
    if (me.mustSetUpSecondFactor) {
      throw redirect({ to: '/set-up-second-factor', search: { next: location.href } });
    }
  },
  component: Shell,
});

const startRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./routes/start.tsx'), 'StartPage'),
});

const scansRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/scans',
  component: lazyRouteComponent(() => import('./routes/scans.tsx'), 'ScansPage'),
});

const searchRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/search',
  validateSearch: searchParams,
  component: lazyRouteComponent(() => import('./routes/search.tsx'), 'SearchPage'),
});

export const scanRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/scans/$scanId',
  validateSearch: scanSearch,
  loader: ({ context, params }) => context.queryClient.ensureQueryData(scanQuery(params.scanId)),
  component: lazyRouteComponent(() => import('./routes/scan.tsx'), 'ScanPage'),
});

const compareRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/compare',
  validateSearch: compareParams,
  component: lazyRouteComponent(() => import('./routes/compare.tsx'), 'ComparePage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./routes/settings.tsx'), 'SettingsPage'),
});

const settingsIndexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/scanners', replace: true });
  },
});

const scannersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/scanners',
  component: lazyRouteComponent(() => import('./routes/settings-scanners.tsx'), 'ScannersPage'),
});

const tokensRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/tokens',
  component: lazyRouteComponent(() => import('./routes/settings-tokens.tsx'), 'TokensPage'),
});

const usersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/users',
  component: lazyRouteComponent(() => import('./routes/settings-users.tsx'), 'UsersPage'),
});

const webhooksRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('./routes/settings-webhooks.tsx'), 'WebhooksPage'),
});

const retentionRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/retention',
  component: lazyRouteComponent(() => import('./routes/settings-retention.tsx'), 'RetentionPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('./routes/settings-audit.tsx'), 'AuditPage'),
});

const lookupsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/lookups',
  component: lazyRouteComponent(() => import('./routes/settings-lookups.tsx'), 'LookupsPage'),
});

const securityRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/security',
  component: lazyRouteComponent(() => import('./routes/settings-security.tsx'), 'SecurityPage'),
});

const accountRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./routes/settings-account.tsx'), 'AccountPage'),
});

const appearanceRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/appearance',
  component: lazyRouteComponent(() => import('./routes/settings-appearance.tsx'), 'AppearancePage'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  changePasswordRoute,
  setUpSecondFactorRoute,
  shellRoute.addChildren([
    startRoute,
    scansRoute,
    searchRoute,
    scanRoute,
    compareRoute,
    settingsRoute.addChildren([
      settingsIndexRoute,
      scannersRoute,
      tokensRoute,
      usersRoute,
      webhooksRoute,
      retentionRoute,
      auditRoute,
      lookupsRoute,
      securityRoute,
      accountRoute,
      appearanceRoute,
    ]),
  ]),
]);

export function createConsoleRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    scrollRestoration: true,
    // Every value in an address is text: a search for 123 must not become a number.
    parseSearch: parseSearchWith((text) => text),
    stringifySearch: stringifySearchWith(String),
    defaultErrorComponent: PageFailure,
    defaultNotFoundComponent: PageMissing,
    defaultPendingComponent: PagePending,
  });
}

export type ConsoleRouter = ReturnType<typeof createConsoleRouter>;

/**
 * Starts what the page at the address will need, at once: code and data come while it is still
 * being asked who is signed in. What fails here is asked for again by the page, which tells.
 */
export function startLoading(router: ConsoleRouter): void {
  const { queryClient } = router.options.context;
  const routes: readonly AnyRoute[] = Object.values(router.routesById);
  for (const match of router.matchRoutes(router.latestLocation)) {
    const { routeId, params, search } = match as MatchToLoad;
    const page = routes.find(({ id }) => id === routeId)?.options.component;
    if (page && 'preload' in page) void page.preload?.();
    if (routeId === startRoute.id) void queryClient.prefetchInfiniteQuery(scanListQuery());
    if (routeId === searchRoute.id) {
      void queryClient.prefetchInfiniteQuery(searchQuery(search.q ?? ''));
    }
    if (routeId === scanRoute.id) void loadEvidence(queryClient, params.scanId ?? '');
  }
}

/** What is read of a match, whichever route it is of. */
type MatchToLoad = { routeId: string; params: { scanId?: string }; search: { q?: string } };

/** The scan, and its report where there is one. */
async function loadEvidence(queryClient: QueryClient, id: string): Promise<void> {
  await queryClient.prefetchQuery(scanQuery(id));
  const scan = queryClient.getQueryData(scanQuery(id).queryKey);
  if (scan && isTerminal(scan.state)) {
    await queryClient.prefetchQuery(reportQuery(id, scan.attempt));
  }
}

/** Called when any call finds the session ended; comes back here after signing in. */
export function returnToSignIn(router: ConsoleRouter): void {
  const { href, pathname } = router.state.location;
  if (pathname === '/sign-in') return;
  router.options.context.queryClient.removeQueries({ queryKey: keys.me });
  void router.navigate({ to: '/sign-in', search: { next: href } });
}

async function signedIn({ queryClient }: RouterContext, next: string) {
  try {
    return await queryClient.ensureQueryData(meQuery());
  } catch (error) {
    if (!isUnauthenticated(error)) throw error;
    throw redirect({ to: '/sign-in', search: { next } });
  }
}
