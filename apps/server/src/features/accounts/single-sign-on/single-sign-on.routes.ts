import { Problem, routePattern } from '@webhood/contract';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sessionClient } from '../request-authentication.ts';
import type { SingleSignOnService } from './single-sign-on.service.ts';

const TAGS = ['sessions'];
/** Each leaves a row for ten minutes. */
const RATE = { max: 30, timeWindow: 60_000 };

const Next = z.strictObject({ next: z.string().max(2_048).optional() });

/**
 * A path of the console and nothing else: whoever wrote the link chose it. Browsers read `//host`
 * and `/\host` as another origin, and drop tabs and line ends on the way.
 */
export function pathHere(next: string | undefined): string {
  return next?.startsWith('/') && !/^\/\/|[\p{Cc}\\]/u.test(next) ? next : '/';
}

function sendTo(reply: FastifyReply, url: string, cookies: string[]) {
  for (const cookie of cookies) reply.header('set-cookie', cookie);
  return reply.header('cache-control', 'no-store').redirect(url, 303);
}

export function registerSingleSignOnRoutes(
  instance: FastifyInstance,
  { singleSignOn }: { singleSignOn: SingleSignOnService },
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    routePattern('singleSignOn'),
    {
      config: { rateLimit: RATE },
      schema: {
        tags: TAGS,
        summary: 'To the OpenID Connect provider, to sign in there; a browser comes here by link',
        querystring: Next,
        response: { 303: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      const begun = await singleSignOn.begin(pathHere(request.query.next));
      if (!begun) return sendTo(reply, '/sign-in?failed=unavailable', []);
      return sendTo(reply, begun.url.href, begun.cookies);
    },
  );

  app.get(
    routePattern('singleSignOnCallback'),
    {
      config: { rateLimit: RATE },
      schema: {
        tags: TAGS,
        summary: 'Back from the provider: a session, or the sign-in page with what went wrong',
        response: { 303: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      const query = new URL(request.url, 'https://here.invalid').search;
      const outcome = await singleSignOn.finish(query, sessionClient(request));
      if (outcome.kind === 'session') return sendTo(reply, outcome.next, outcome.session.cookies);
      return sendTo(reply, `/sign-in?failed=${outcome.failure}`, outcome.cookies);
    },
  );
}
