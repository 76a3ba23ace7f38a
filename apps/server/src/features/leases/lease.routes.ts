import {
  CommitReply,
  CompleteRequest,
  FailRequest,
  HeartbeatReply,
  HeartbeatRequest,
  Lease,
  LeaseRequest,
  Problem,
  REPORT_BYTES,
  routePattern,
} from '@webhood/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Authentication } from '../accounts/authentication.service.ts';
import type { ScannerPrincipal } from '../accounts/authorisation.service.ts';
import { registerBlobRoutes } from './blob.routes.ts';
import { type JobCallDeps, JobParams, jobGuard, tags, unlimited } from './job-guard.ts';

/** `allowNetworks` at its bound is 18 KB. */
const LEASE_REQUEST_BYTES = 32 * 1024;
const SMALL_BODY_BYTES = 16 * 1024;
/** The artifact list beside the report: 2,100 entries of some 300 bytes. */
const ARTIFACT_LIST_BYTES = 1024 * 1024;

interface LeaseRouteDeps extends JobCallDeps {
  /** Only its `scanner`. */
  authentication: Pick<Authentication, 'scanner'>;
}

/** The lease protocol; see `lease.ts` of the contract. */
export function registerLeaseRoutes(app: FastifyInstance, deps: LeaseRouteDeps): void {
  registerLease(app, deps);
  registerJobCalls(app, deps);
  registerBlobRoutes(app, deps);
}

function registerLease(app: FastifyInstance, { leases, authentication }: LeaseRouteDeps): void {
  const scanners = new WeakMap<FastifyRequest, ScannerPrincipal>();
  app.withTypeProvider<ZodTypeProvider>().post(
    routePattern('lease'),
    {
      // Before the body is read, and after the limit of requests, which is an `onRequest` hook.
      preParsing: async (request) => {
        scanners.set(request, await authentication.scanner(request));
      },
      bodyLimit: LEASE_REQUEST_BYTES,
      schema: {
        operationId: 'lease',
        summary: 'Wait for a scan to run',
        tags,
        body: LeaseRequest,
        response: { 200: Lease, 204: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      const scanner = scanners.get(request);
      if (!scanner) throw new Error('The route lacks its hook.');
      const departure = watchDeparture(reply);
      const lease = await leases.lease(scanner, request.body, departure.signal);
      if (!lease) return reply.status(204).send(null);
      departure.onUndelivered(() => {
        leases.giveBack(lease).catch((error: unknown) => {
          // The lease runs out by itself.
          request.log.warn({ err: error, scanId: lease.scan.id }, 'scan.lease_not_returned');
        });
      });
      return reply.header('cache-control', 'no-store').send(lease);
    },
  );
}

interface Departure {
  /** Aborted when the caller goes away before the answer is sent. */
  signal: AbortSignal;
  /** Called once when the answer could not be handed to the connection, now or later. */
  onUndelivered(callback: () => void): void;
}

function watchDeparture(reply: FastifyReply): Departure {
  const gone = new AbortController();
  // It may have left before: then there is no `close` to come.
  if (reply.raw.destroyed) gone.abort();
  let isSent = false;
  reply.raw.once('finish', () => {
    isSent = true;
  });
  reply.raw.once('close', () => {
    if (!isSent) gone.abort();
  });
  return {
    signal: gone.signal,
    onUndelivered: (callback) => {
      if (gone.signal.aborted) callback();
      else gone.signal.addEventListener('abort', callback, { once: true });
    },
  };
}

function registerJobCalls(app: FastifyInstance, deps: JobCallDeps): void {
  const { leases } = deps;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { onRequest, jobOf } = jobGuard(deps);

  routes.post(
    routePattern('heartbeat'),
    {
      config: unlimited,
      onRequest,
      bodyLimit: SMALL_BODY_BYTES,
      schema: {
        operationId: 'heartbeat',
        summary: 'Keep a lease',
        tags,
        params: JobParams,
        body: HeartbeatRequest,
        response: { 200: HeartbeatReply, '4xx': Problem },
      },
    },
    async (request) => leases.heartbeat(jobOf(request), request.body.phase),
  );

  routes.post(
    routePattern('complete'),
    {
      config: unlimited,
      onRequest,
      bodyLimit: REPORT_BYTES + ARTIFACT_LIST_BYTES,
      schema: {
        operationId: 'completeJob',
        summary: 'Commit the result',
        tags,
        params: JobParams,
        body: CompleteRequest,
        response: { 200: CommitReply, '4xx': Problem },
      },
    },
    async (request) => leases.complete(jobOf(request), request.body, traceparentOf(request)),
  );

  routes.post(
    routePattern('fail'),
    {
      config: unlimited,
      onRequest,
      bodyLimit: SMALL_BODY_BYTES,
      schema: {
        operationId: 'failJob',
        summary: 'End the attempt without a result',
        tags,
        params: JobParams,
        body: FailRequest,
        response: { 200: CommitReply, '4xx': Problem },
      },
    },
    async (request) => leases.fail(jobOf(request), request.body, traceparentOf(request)),
  );
}

/** Of the scanner's own span; what is malformed is left out where it is read. */
function traceparentOf({ headers }: FastifyRequest): string | undefined {
  const { traceparent } = headers;
  return typeof traceparent === 'string' ? traceparent : undefined;
}
