import { randomBytes } from 'node:crypto';
import { Problem, routePattern } from '@webhood/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../platform/http/app-error.ts';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import type { ScanService } from '../scans/scan.service.ts';
import type { EventService } from './event.service.ts';
import { createEventStream, type EventStream } from './event-stream.ts';

/** Below the idle cut of common proxies; also how soon an ended session is noticed. */
const BEAT_MS = 15_000;

const Query = z.strictObject({ scan: z.string().min(1).max(300).optional() });

interface EventRouteDeps {
  events: EventService;
  scans: ScanService;
  authentication: Authentication;
}

/** `GET /api/v1/events`: what has changed, as it changes. */
export function registerEventRoutes(app: FastifyInstance, deps: EventRouteDeps): void {
  const { events, scans, authentication } = deps;
  // Distinguishes this run's ids. Events are not kept: whoever comes back looks again.
  const run = randomBytes(6).toString('hex');
  let count = 0;
  const nextId = () => `${run}-${++count}`;

  app.withTypeProvider<ZodTypeProvider>().get(
    routePattern('events'),
    {
      schema: {
        operationId: 'events',
        summary: 'Server-sent events: changed scans and scanners',
        tags: ['events'],
        querystring: Query,
        response: { '4xx': Problem },
      },
    },
    async (request, reply) => {
      const by = authorise(await authentication.principal(request), 'scans.read');
      const { scan } = request.query;
      const scanId = scan === undefined ? undefined : (await scans.get(by, scan)).id;
      const raw = reply.raw;
      const stream = createEventStream(raw);
      const leave = events.subscribe(
        {
          principal: by.principal,
          scanId,
          deliver: (event) => {
            stream.send(event, nextId());
          },
        },
        stream.end,
      );
      reply.hijack();
      raw.writeHead(200, {
        ...definedHeaders(reply.getHeaders()),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // nginx would hold events back.
        'x-accel-buffering': 'no',
      });
      stream.beat();
      if (request.headers['last-event-id'] !== undefined) {
        stream.send({ event: 'resync', data: {} }, nextId());
      }
      const stopBeating = beat(request, stream, authentication);
      raw.once('close', () => {
        stopBeating();
        leave();
      });
    },
  );
}

/** Beats, and each time makes sure that the caller may still listen. */
function beat(
  request: FastifyRequest,
  stream: EventStream,
  authentication: Authentication,
): () => void {
  const timer = setInterval(() => {
    authentication.principal(request).then(stream.beat, (error: unknown) => {
      const isOver = error instanceof AppError && error.code === 'unauthenticated';
      // While the database is away nobody's rights can have been seen to end.
      if (isOver) stream.end();
      else stream.beat();
    });
  }, BEAT_MS);
  return () => clearInterval(timer);
}

function definedHeaders(headers: Record<string, number | string | string[] | undefined>) {
  return Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, number | string | string[]] => entry[1] !== undefined,
    ),
  );
}
