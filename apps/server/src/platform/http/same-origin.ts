/**
 * Against cross-site request forgery: a mutation that rides on a cookie must come from a page of
 * this very origin. Browsers say so in `Origin`, or in `Sec-Fetch-Site`, and a page cannot forge
 * either. Requests with a token are not touched: another site cannot make a browser send one.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from './app-error.ts';
import { tokenFromHeaders } from './bearer.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

interface SameOriginDeps {
  externalUrl: URL;
  cookieName: string;
  /** Paths checked even without a cookie when they say an origin: signing a victim in is forgery too. */
  signInPaths: string[];
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
    if (tokenFromHeaders(request.headers) !== undefined) return;
    const path = request.url.split('?', 1)[0] ?? '';
    const hasCookie = request.headers.cookie?.includes(`${deps.cookieName}=`) ?? false;
    const here = comesFromHere(request, deps.externalUrl);
    const refused = hasCookie ? here !== true : deps.signInPaths.includes(path) && here === false;
    if (refused) throw new AppError('forbidden', 'This must be asked from the console itself.');
  });
}
