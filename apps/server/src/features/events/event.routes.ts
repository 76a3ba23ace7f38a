import { Problem, routePattern, type ServerEvent } from '@webhood/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../platform/http/app-error.ts';
import { sendProblem } from '../../platform/http/problem-handler.ts';
import { rawBody } from '../../platform/http/raw-body.ts';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise, type Principal } from '../accounts/authorisation.service.ts';
import type { ScanService } from '../scans/scan.service.ts';
import type { EventService, Subscription } from './event.service.ts';
import { createEventStream, type EventStream } from './event-stream.ts';

/** Below the idle cut of common proxies; also how soon an ended session is noticed. */
const BEAT_MS = 15_000;

const Query = z.strictObject({ scan: z.string().min(1).max(300).optional() });

interface EventRouteDeps {
  events: EventService;
  scans: Pick<ScanService, 'get'>;
  authentication: Pick<Authentication, 'principal'>;
}

/** `GET /api/v1/events`: what has changed, as it changes. */
export function registerEventRoutes(app: FastifyInstance, deps: EventRouteDeps): void {
  const { events, scans, authentication } = deps;
  app.withTypeProvider<ZodTypeProvider>().get(
    routePattern('events'),
    {
      schema: {
        operationId: 'events',
        summary: 'Server-sent events: changed scans and scanners',
        tags: ['events'],
        querystring: Query,
        response: {
          200: rawBody('Events, for as long as you listen', 'text/event-stream'),
          '4xx': Problem,
        },
      },
    },
    async (request, reply) => {
      const by = authorise(await authentication.principal(request), 'scans.read');
      const { scan } = request.query;
      const scanId = scan === undefined ? undefined : (await scans.get(by, scan)).id;
      // Whoever left meanwhile: the `close` that would end the subscription has been.
      if (reply.raw.destroyed) return reply.hijack();
      const { principal } = by;
      const stream = createEventStream(reply.raw);
      const deliver = (event: ServerEvent, id: string) => void stream.send(event, id);
      const lastEventId = lastEventIdOf(request);
      const entered = enter(request, () =>
        events.subscribe({ principal, scanId, deliver }, { onStop: stream.end, lastEventId }),
      );
      if (entered instanceof AppError) return sendProblem(reply, entered);
      const stopBeating = beat({ request, principal, authentication, stream, place: entered });
      endWith(reply, request, () => {
        stopBeating();
        entered.leave();
      });
      reply.hijack();
      reply.raw.writeHead(200, {
        ...definedHeaders(reply.getHeaders()),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // nginx would hold events back.
        'x-accel-buffering': 'no',
      });
      stream.beat(entered.id());
      return reply;
    },
  );
}

function lastEventIdOf({ headers }: FastifyRequest): string | undefined {
  const id = headers['last-event-id'];
  return typeof id === 'string' ? id : undefined;
}

/** A place, or why there is none: that is the caller's to know, and no failure of ours. */
function enter(request: FastifyRequest, subscribe: () => Subscription): Subscription | AppError {
  try {
    return subscribe();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code } = error;
    if (code === 'unavailable') request.log.warn({ code }, 'events.refused');
    else request.log.debug({ code }, 'events.refused');
    return error;
  }
}

/** Calls `leave` when the connection ends, however it does. */
function endWith({ raw }: FastifyReply, request: FastifyRequest, leave: () => void): void {
  raw.once('close', leave);
  raw.on('error', (error) => {
    request.log.debug({ err: error }, 'events.connection_failed');
    leave();
    raw.destroy();
  });
}

interface BeatDeps {
  request: FastifyRequest;
  /** As it was when the stream began. */
  principal: Principal;
  authentication: Pick<Authentication, 'principal'>;
  stream: EventStream;
  place: Subscription;
}

/** Beats, and each time makes sure that the caller may still hear what it hears. */
function beat({ request, principal, authentication, stream, place }: BeatDeps): () => void {
  let isOver = false;
  const stop = () => {
    isOver = true;
    clearInterval(timer);
  };
  const end = () => {
    stop();
    place.leave();
    stream.end();
  };
  const timer = setInterval(() => {
    authentication.principal(request).then(
      (fresh) => {
        if (isOver) return;
        if (hasSameRights(fresh, principal)) stream.beat(place.id());
        else end();
      },
      (error: unknown) => {
        if (isOver) return;
        // While the database is away nobody's rights can have been seen to end.
        if (error instanceof AppError && error.code === 'unauthenticated') end();
        else stream.beat(place.id());
      },
    );
  }, BEAT_MS);
  return stop;
}

/** Whoever has other rights now comes back, and is given the stream of those. */
function hasSameRights(now: Principal, before: Principal): boolean {
  return (
    now.kind === before.kind &&
    now.id === before.id &&
    now.role === before.role &&
    isLimited(now) === isLimited(before)
  );
}

/** Whether nothing is allowed until something of the account is set right. */
function isLimited(principal: Principal): boolean {
  if (principal.kind !== 'user') return false;
  return principal.mustChangePassword || principal.mustSetUpSecondFactor;
}

function definedHeaders(headers: Record<string, number | string | string[] | undefined>) {
  return Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, number | string | string[]] => entry[1] !== undefined,
    ),
  );
}
