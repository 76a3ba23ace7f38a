import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** Two years: what the browsers' preload lists ask for. */
const HSTS_SECONDS = 63_072_000;

/** All of the API but its description, which is the same for everyone. */
const ASKED_FOR = /^\/(?:api\/(?:v1|beta|auth|scanner)\/|metrics$)/;

/**
 * What the API says is for whoever asked: no cache on the way may keep it for somebody else. Routes
 * that know better (evidence, which is asked for again each time) have said so before.
 */
function forbidStoring(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    // The route that was matched: the path of the request may be written in many ways.
    const isAsked = ASKED_FOR.test(request.routeOptions.url ?? '');
    if (isAsked && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
}

/**
 * Nothing but our own files, and no inline script. Inline style attributes are allowed: the
 * console positions its menus and its virtual lists with them, and they cannot run code.
 */
export async function setSecurityHeaders(
  app: FastifyInstance,
  artifactOrigin: URL | undefined,
): Promise<void> {
  forbidStoring(app);
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
