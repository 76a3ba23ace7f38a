import {
  LegalHold,
  PlaceHold,
  Problem,
  Retention,
  RetentionPreview,
  RetentionRules,
  routePattern,
  ScanHold,
} from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import type { RetentionService } from './retention.service.ts';

interface RetentionRouteDeps {
  retention: RetentionService;
  authentication: Authentication;
}

const tags = ['retention'];
const params = z.object({ scanId: z.string().min(1).max(300) });

export function registerRetentionRoutes(
  instance: FastifyInstance,
  { retention, authentication }: RetentionRouteDeps,
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const manager = async (request: Parameters<Authentication['principal']>[0]) =>
    authorise(await authentication.principal(request), 'retention.manage');

  app.get(
    routePattern('retention'),
    {
      schema: {
        tags,
        summary: 'How long scans are kept',
        response: { 200: Retention, '4xx': Problem },
      },
    },
    async (request) => retention.read(await manager(request)),
  );

  app.put(
    routePattern('retention'),
    {
      schema: {
        tags,
        summary: 'Change how long scans are kept: all rules, in order; the first that fits decides',
        body: RetentionRules,
        response: { 200: Retention, '4xx': Problem },
      },
    },
    async (request) => retention.change(await manager(request), request.body),
  );

  app.post(
    routePattern('retentionPreview'),
    {
      schema: {
        tags,
        summary: 'What rules would remove now; nothing is changed',
        body: RetentionRules,
        response: { 200: RetentionPreview, '4xx': Problem },
      },
    },
    async (request) => retention.preview(await manager(request), request.body),
  );

  app.get(
    routePattern('retentionHolds'),
    {
      schema: {
        tags,
        summary: 'Scans under legal hold, newest first',
        response: { 200: LegalHold.array(), '4xx': Problem },
      },
    },
    async (request) => retention.listHolds(await manager(request)),
  );

  app.get(
    routePattern('scanHold'),
    {
      schema: {
        tags,
        summary: 'Whether a scan is under legal hold',
        params,
        response: { 200: ScanHold, '4xx': Problem },
      },
    },
    async (request) => {
      const may = authorise(await authentication.principal(request), 'scans.read');
      return retention.hold(may, request.params.scanId);
    },
  );

  app.put(
    routePattern('scanHold'),
    {
      schema: {
        tags,
        summary: 'Hold a scan: neither retention nor anyone removes it',
        params,
        body: PlaceHold,
        response: { 200: ScanHold, '4xx': Problem },
      },
    },
    async (request) =>
      retention.placeHold(await manager(request), request.params.scanId, request.body.reason),
  );

  app.delete(
    routePattern('scanHold'),
    {
      schema: {
        tags,
        summary: 'Lift the legal hold of a scan',
        params,
        response: { 204: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      await retention.liftHold(await manager(request), request.params.scanId);
      return reply.status(204).send(null);
    },
  );
}
