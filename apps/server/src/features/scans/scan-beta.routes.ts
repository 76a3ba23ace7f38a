/** Webhood's beta contract, which its Power Automate connector and Tines story speak. */
import {
  BetaScan,
  BetaScanListQuery,
  LIST_LIMIT,
  Problem,
  pathOf,
  routePattern,
  ScanRequest,
} from '@webhood/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Authentication } from '../accounts/authentication.service.ts';
import { type Authorised, authorise } from '../accounts/authorisation.service.ts';
import { ScanParams, SUBMISSION_BYTES } from './scan.routes.ts';
import type { ScanRecord, ScanService } from './scan.service.ts';

interface BetaRouteDeps {
  scans: ScanService;
  authentication: Authentication;
}

const tags = ['beta'];

export function registerBetaScanRoutes(app: FastifyInstance, deps: BetaRouteDeps): void {
  const { scans, authentication } = deps;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const submitters = new WeakMap<FastifyRequest, Authorised<'scans.create'>>();
  const present = (scan: ScanRecord): BetaScan => {
    const { errorMessage, ...fields } = scans.present(scan, { withScanData: false });
    return BetaScan.parse({ ...fields, error: errorMessage });
  };

  routes.post(
    routePattern('betaScans'),
    {
      bodyLimit: SUBMISSION_BYTES,
      preParsing: async (request) => {
        const principal = await authentication.principal(request);
        submitters.set(request, authorise(principal, 'scans.create'));
      },
      schema: {
        operationId: 'initScanBeta',
        summary: 'Submit a URL to scan',
        tags,
        body: ScanRequest,
        response: { 202: BetaScan, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const by = submitters.get(request);
      if (!by) throw new Error('The route lacks its hook.');
      const scan = await scans.create(by, request.body);
      reply.header('location', pathOf('betaScan', { scanId: scan.id }));
      return reply.status(202).send(present(scan));
    },
  );

  routes.get(
    routePattern('betaScans'),
    {
      schema: {
        operationId: 'getScansBeta',
        summary: `The newest ${LIST_LIMIT.max} scans of a status`,
        tags,
        querystring: BetaScanListQuery,
        response: { 200: z.array(BetaScan), '4xx': Problem },
      },
    },
    async (request) => {
      const by = authorise(await authentication.principal(request), 'scans.read');
      const newest = { limit: LIST_LIMIT.max, offset: 0, sort: '-created' };
      const filter = `status = "${request.query.status}"`;
      return (await scans.list(by, { ...newest, filter })).map(present);
    },
  );

  routes.get(
    routePattern('betaScan'),
    {
      schema: {
        operationId: 'getScanByIdBeta',
        summary: 'A scan by id or slug, whatever its status',
        tags,
        params: ScanParams,
        response: { 200: BetaScan, '4xx': Problem },
      },
    },
    async (request) => {
      const by = authorise(await authentication.principal(request), 'scans.read');
      return present(await scans.get(by, request.params.scanId));
    },
  );
}
