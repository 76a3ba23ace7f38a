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
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import { ScanParams } from './scan.routes.ts';
import type { ScanRecord, ScanService } from './scan.service.ts';
import type { SubmissionService } from './submission.service.ts';
import { SUBMISSION_BYTES, submitters } from './submitters.ts';

interface BetaRouteDeps {
  scans: ScanService;
  submissions: SubmissionService;
  authentication: Authentication;
}

const tags = ['beta'];

export function registerBetaScanRoutes(app: FastifyInstance, deps: BetaRouteDeps): void {
  const { scans, submissions, authentication } = deps;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { preParsing, submitterOf } = submitters(authentication);
  const present = (scan: ScanRecord): BetaScan => {
    const { errorMessage, ...fields } = scans.present(scan, { withScanData: false });
    return BetaScan.parse({ ...fields, error: errorMessage });
  };

  routes.post(
    routePattern('betaScans'),
    {
      bodyLimit: SUBMISSION_BYTES,
      preParsing,
      schema: {
        operationId: 'initScanBeta',
        summary: 'Submit a URL to scan',
        tags,
        body: ScanRequest,
        response: { 202: BetaScan, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const { scan } = await submissions.submit(submitterOf(request), request.body);
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
