import { Problem, pathOf, routePattern, Scan, ScanListQuery, TagsChange } from '@webhood/contract';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import { hasEnded, type ScanRecord, type ScanService } from './scan.service.ts';

/** An id or a slug: nothing longer is looked up. */
export const ScanParams = z.object({ scanId: z.string().min(1).max(300) });

interface ScanRouteDeps {
  scans: ScanService;
  authentication: Authentication;
}

/** Webhood's v1 scans contract but for submissions, and what we add to it. */
export function registerScanRoutes(app: FastifyInstance, deps: ScanRouteDeps): void {
  const { scans, authentication } = deps;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const full = (scan: ScanRecord) => scans.present(scan, { withScanData: true });

  routes.get(
    routePattern('scans'),
    {
      schema: {
        operationId: 'getScans',
        summary: 'List scans, newest first',
        tags: ['scans'],
        querystring: ScanListQuery,
        response: { 200: z.array(Scan), '4xx': Problem },
      },
    },
    async (request) => {
      const by = authorise(await authentication.principal(request), 'scans.read');
      return (await scans.list(by, request.query)).map(full);
    },
  );

  routes.get(
    routePattern('scan'),
    {
      schema: {
        operationId: 'getScanById',
        summary: 'A scan by id or slug: 202 until it has ended, then 200',
        tags: ['scans'],
        params: ScanParams,
        response: { 200: Scan, 202: Scan, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const by = authorise(await authentication.principal(request), 'scans.read');
      const scan = await scans.get(by, request.params.scanId);
      if (hasEnded(scan)) return reply.status(200).send(full(scan));
      return locate(reply, scan).status(202).send(full(scan));
    },
  );

  routes.post(
    routePattern('scanCancel'),
    {
      schema: {
        operationId: 'cancelScan',
        summary: 'Stop a scan that has not ended',
        tags: ['scans'],
        params: ScanParams,
        response: { 200: Scan, '4xx': Problem },
      },
    },
    async (request) => {
      const by = authorise(await authentication.principal(request), 'scans.manage');
      return full(await scans.cancel(by, request.params.scanId));
    },
  );

  routes.patch(
    routePattern('scanTags'),
    {
      schema: {
        operationId: 'changeScanTags',
        summary: 'Remove tags from a scan and add others',
        tags: ['scans'],
        params: ScanParams,
        body: TagsChange,
        response: { 200: Scan, '4xx': Problem },
      },
    },
    async (request) => {
      const by = authorise(await authentication.principal(request), 'scans.tag');
      return full(await scans.changeTags(by, request.params.scanId, request.body));
    },
  );

  routes.delete(
    routePattern('scan'),
    {
      schema: {
        operationId: 'deleteScan',
        summary: 'Delete a scan and the evidence that is only its own',
        tags: ['scans'],
        params: ScanParams,
        response: { 204: z.null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      const by = authorise(await authentication.principal(request), 'scans.manage');
      await scans.remove(by, request.params.scanId);
      return reply.status(204).send(null);
    },
  );
}

export function locate<R extends FastifyReply>(reply: R, scan: ScanRecord): R {
  reply.header('location', pathOf('scan', { scanId: scan.id }));
  return reply;
}
