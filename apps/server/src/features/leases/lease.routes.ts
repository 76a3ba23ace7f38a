import { PassThrough, type Readable } from 'node:stream';
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
  Sha256,
} from '@webhood/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError, notFound } from '../../platform/http/app-error.ts';
import { tokenFromHeaders } from '../../platform/http/bearer.ts';
import type { CountRequest } from '../../platform/http/rate-limit.ts';
import type { Authentication } from '../accounts/authentication.service.ts';
import type { ScannerPrincipal } from '../accounts/authorisation.service.ts';
import { announcedLength } from './announced-length.ts';
import type { Job, LeaseService } from './lease.service.ts';

/** `allowNetworks` at its bound is 18 KB. */
const LEASE_REQUEST_BYTES = 32 * 1024;
const SMALL_BODY_BYTES = 16 * 1024;
/** The artifact list beside the report: 2,100 entries of some 300 bytes. */
const ARTIFACT_LIST_BYTES = 1024 * 1024;

const JobParams = z.object({
  scanId: z.string().min(1).max(64),
  attempt: z.coerce.number().int().min(1).max(1_000_000),
});
const BlobParams = JobParams.extend({ sha256: Sha256 });

interface LeaseRouteDeps {
  leases: LeaseService;
  /** Only its `scanner`. */
  authentication: Pick<Authentication, 'scanner'>;
  /** Of a call about a job that its token is not good for. */
  countRefusal: CountRequest;
}

/** The lease protocol; see `lease.ts` of the contract. */
export function registerLeaseRoutes(app: FastifyInstance, deps: LeaseRouteDeps): void {
  registerLease(app, deps);
  registerJobCalls(app, deps);
  registerBlobCalls(app, deps);
}

const tags = ['lease protocol'];

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

/**
 * A scan may upload thousands of small blobs a minute, each with the job's token, so a call with
 * the right token is not limited; `jobGuard` counts those with a wrong one.
 */
const config = { rateLimit: false } as const;

type JobCallDeps = Pick<LeaseRouteDeps, 'leases' | 'countRefusal'>;

/** The job token is checked before a body is read, and the proof is kept for the handler. */
function jobGuard({ leases, countRefusal }: JobCallDeps) {
  const jobs = new WeakMap<FastifyRequest, Job>();

  async function authorise(request: FastifyRequest): Promise<Job> {
    // Before validation, so the parameters are still text.
    const params = JobParams.safeParse(request.params);
    if (!params.success) throw notFound('job');
    const { scanId, attempt } = params.data;
    return leases.authorise({ scanId, attempt }, tokenFromHeaders(request.headers));
  }

  return {
    onRequest: async (request: FastifyRequest): Promise<void> => {
      try {
        jobs.set(request, await authorise(request));
      } catch (error) {
        // Anything else is a fault of ours, and does not tell a right token from a wrong one.
        if (error instanceof AppError) await countRefusal(request);
        throw error;
      }
    },
    jobOf: (request: FastifyRequest): Job => {
      const job = jobs.get(request);
      if (!job) throw new Error('The route lacks the guard.');
      return job;
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
      config,
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
      config,
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
    async (request) => leases.complete(jobOf(request), request.body),
  );

  routes.post(
    routePattern('fail'),
    {
      config,
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
    async (request) => leases.fail(jobOf(request), request.body),
  );
}

function registerBlobCalls(app: FastifyInstance, deps: JobCallDeps): void {
  const { leases } = deps;
  const { onRequest, jobOf } = jobGuard(deps);
  // A scope of its own: here every body is a stream that nobody reads ahead.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', async (_request: FastifyRequest, payload: Readable) => payload);
    const routes = scope.withTypeProvider<ZodTypeProvider>();

    routes.head(
      routePattern('blob'),
      {
        config,
        onRequest,
        schema: {
          operationId: 'hasBlob',
          summary: 'Whether this scanner has uploaded the artifact before',
          tags,
          params: BlobParams,
          response: { 200: z.null(), '4xx': Problem },
        },
      },
      async (request, reply) => {
        const isThere = await leases.hasBlob(jobOf(request), request.params.sha256);
        if (!isThere) throw notFound('upload of this scanner');
        return reply.status(200).send(null);
      },
    );

    routes.put(
      routePattern('blob'),
      {
        config,
        onRequest,
        schema: {
          operationId: 'putBlob',
          summary: 'Upload an artifact by its hash',
          tags,
          params: BlobParams,
          response: { 201: z.null(), '4xx': Problem },
        },
      },
      async (request, reply) => {
        const content = bodyStream(request);
        try {
          const announced = announcedLength(request.headers);
          await leases.putBlob(jobOf(request), request.params.sha256, content, announced);
        } catch (error) {
          content.destroy();
          // What was not read of the body makes the connection unusable for another request.
          reply.header('connection', 'close');
          throw error;
        }
        return reply.status(201).send(null);
      },
    );
  });
}

/**
 * The body behind a stream of its own, because a pipeline that fails destroys its source, and
 * with the request its socket, over which the answer has yet to go.
 */
function bodyStream(request: FastifyRequest): Readable {
  const body = new PassThrough();
  // Whoever reads it hears of its end; before that there may be nobody to hear.
  body.on('error', () => undefined);
  request.raw.once('error', (error) => body.destroy(error));
  request.raw.once('close', () => {
    if (!request.raw.readableEnded) body.destroy(new Error('The upload was broken off.'));
  });
  body.once('close', () => {
    request.raw.unpipe(body);
    request.raw.resume();
  });
  return request.raw.pipe(body);
}
