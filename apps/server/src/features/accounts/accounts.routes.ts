import type { FastifyInstance } from 'fastify';
import { registerAccountRoutes } from './account.routes.ts';
import type { AccountServices } from './accounts.service.ts';
import { registerPasskeyRoutes } from './passkeys/passkeys.routes.ts';
import type { RequestAuthentication } from './request-authentication.ts';
import { registerSecondFactorRoutes } from './second-factor/second-factor.routes.ts';
import { registerSessionRoutes } from './sessions.routes.ts';
import { registerSingleSignOnRoutes } from './single-sign-on/single-sign-on.routes.ts';
import { registerUserRoutes } from './users.routes.ts';

interface AccountsRouteDeps {
  accounts: AccountServices;
  authentication: RequestAuthentication;
}

/** Sign-in, one's own account, and the accounts of others. */
export function registerAccountsRoutes(http: FastifyInstance, deps: AccountsRouteDeps): void {
  const { accounts, authentication } = deps;
  const routeDeps = { ...accounts, authentication };
  registerSessionRoutes(http, routeDeps);
  registerAccountRoutes(http, routeDeps);
  registerSecondFactorRoutes(http, routeDeps);
  registerPasskeyRoutes(http, routeDeps);
  const { singleSignOn } = accounts;
  if (singleSignOn) registerSingleSignOnRoutes(http, { singleSignOn });
  registerUserRoutes(http, routeDeps);
}
