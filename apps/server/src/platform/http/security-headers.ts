import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** Two years: what the browsers' preload lists ask for. */
const HSTS_SECONDS = 63_072_000;

/**
 * Nothing but our own files, and no inline script. Inline style attributes are allowed: the
 * console positions its menus and its virtual lists with them, and they cannot run code.
 */
export async function setSecurityHeaders(
  app: FastifyInstance,
  artifactOrigin: URL | undefined,
): Promise<void> {
  const evidence = artifactOrigin ? [artifactOrigin.origin] : [];
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:', ...evidence],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", ...evidence],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        frameSrc: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    strictTransportSecurity: { maxAge: HSTS_SECONDS, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
  });
}
