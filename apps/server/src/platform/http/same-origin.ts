/**
 * Against cross-site request forgery: a mutation that rides on a cookie must come from a page of
 * this very origin. Browsers say so in `Origin`, or in `Sec-Fetch-Site`, and a page cannot forge
 * either. A token beside the cookie changes nothing, since some routes look at the cookie alone;
 * requests with only a token are not touched: a browser does not send one by itself.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from './app-error.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

interface SameOriginDeps {
  externalUrl: URL;
  cookieName: string;
  /** Routes checked even without a cookie when they say an origin: signing a victim in is forgery too. */
  signInRoutes: string[];
}

function comesFromHere(request: FastifyRequest, externalUrl: URL): boolean | undefined {
  const { origin } = request.headers;
  if (origin !== undefined) {
    return origin === externalUrl.origin || origin === `https://${request.host}`;
  }
  const site = request.headers['sec-fetch-site'];
  return site === undefined ? undefined : site === 'same-origin';
}

export function requireSameOrigin(app: FastifyInstance, deps: SameOriginDeps): void {
  app.addHook('onRequest', async (request) => {
    if (SAFE_METHODS.has(request.method)) return;
    // The route that was matched: the path of the request may be written in many ways.
    const route = request.routeOptions.url ?? '';
    const hasCookie = request.headers.cookie?.includes(`${deps.cookieName}=`) ?? false;
    const here = comesFromHere(request, deps.externalUrl);
    const refused = hasCookie ? here !== true : deps.signInRoutes.includes(route) && here === false;
    if (refused) throw new AppError('forbidden', 'This must be asked from the console itself.');
  });
}
