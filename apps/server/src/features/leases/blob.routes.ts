import { PassThrough, type Readable } from 'node:stream';
import { Problem, routePattern, Sha256 } from '@webhood/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { notFound } from '../../platform/http/app-error.ts';
import { announcedLength } from './announced-length.ts';
import { type JobCallDeps, JobParams, jobGuard, tags, unlimited } from './job-guard.ts';

const BlobParams = JobParams.extend({ sha256: Sha256 });

/** Whether an artifact is there, and uploading it. */
export function registerBlobRoutes(app: FastifyInstance, deps: JobCallDeps): void {
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
        config: unlimited,
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
        config: unlimited,
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
 * with the request its socket, over which the answer has yet to go. It ends with the connection,
 * whenever that is; a connection that only falls silent is closed by the server's request timeout.
 */
function bodyStream({ raw }: FastifyRequest): Readable {
  const body = new PassThrough();
  // Whoever reads it hears of its end; before that there may be nobody to hear.
  body.on('error', () => undefined);
  const breakOff = () => {
    if (!raw.readableEnded) body.destroy(new Error('The upload was broken off.'));
  };
  raw.once('error', (error) => body.destroy(error));
  raw.once('close', breakOff);
  // It may have closed while the token was looked up: then there is no `close` to come.
  if (raw.destroyed) breakOff();
  body.once('close', () => {
    raw.unpipe(body);
    raw.resume();
  });
  return raw.pipe(body);
}
