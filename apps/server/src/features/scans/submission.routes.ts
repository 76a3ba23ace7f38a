/** Submitting one URL, many, or one again. */
import {
  BulkScanReply,
  BulkScanRequest,
  IDEMPOTENCY_HEADER,
  Problem,
  RescanRequest,
  routePattern,
  Scan,
  ScanRequest,
} from '@webhood/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../platform/http/app-error.ts';
import type { Authentication } from '../accounts/authentication.service.ts';
import { locate, ScanParams } from './scan.routes.ts';
import type { ScanService } from './scan.service.ts';
import type {
  Outcome,
  SubmissionKey,
  SubmissionService,
  SubmittedOne,
} from './submission.service.ts';
import { SUBMISSION_BYTES, submitters } from './submitters.ts';

/** A thousand URLs of four thousand characters. */
const BULK_BYTES = 4 * 1024 * 1024;

interface SubmissionRouteDeps {
  submissions: SubmissionService;
  scans: Pick<ScanService, 'present'>;
  authentication: Authentication;
}

const tags = ['scans'];
const headers = z.object({ [IDEMPOTENCY_HEADER]: z.string().optional() });

export function registerSubmissionRoutes(app: FastifyInstance, deps: SubmissionRouteDeps): void {
  const { submissions, scans, authentication } = deps;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { preParsing, submitterOf } = submitters(authentication);

  /** 202 and the new scan; 200 and the one that there was. */
  function answer(reply: FastifyReply, { scan, verdict }: SubmittedOne): FastifyReply {
    const shown = scans.present(scan, { withScanData: true });
    return locate(reply, scan)
      .status(verdict === 'reused' ? 200 : 202)
      .send(shown);
  }

  routes.post(
    routePattern('scans'),
    {
      bodyLimit: SUBMISSION_BYTES,
      preParsing,
      schema: {
        operationId: 'initScan',
        summary: 'Submit a URL to scan: 202 with the new scan, 200 with one that is reused',
        tags,
        headers,
        body: ScanRequest,
        response: { 200: Scan, 202: Scan, '4xx': Problem },
      },
    },
    async (request, reply) =>
      answer(reply, await submissions.submit(submitterOf(request), request.body, keyOf(request))),
  );

  routes.post(
    routePattern('scansBulk'),
    {
      bodyLimit: BULK_BYTES,
      preParsing,
      schema: {
        operationId: 'initScans',
        summary: 'Submit up to a thousand URLs, with a verdict for each',
        tags,
        headers,
        body: BulkScanRequest,
        response: { 200: BulkScanReply, '4xx': Problem },
      },
    },
    async (request) => {
      const by = submitterOf(request);
      return bulkReply(await submissions.submitMany(by, request.body, keyOf(request)));
    },
  );

  routes.post(
    routePattern('scanRescan'),
    {
      bodyLimit: SUBMISSION_BYTES,
      preParsing,
      schema: {
        operationId: 'rescan',
        summary: 'Scan the same URL again, with the same options or changed ones',
        tags,
        headers,
        params: ScanParams,
        body: RescanRequest.default({ priority: 'normal' }),
        response: { 202: Scan, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const by = submitterOf(request);
      const { scanId } = request.params;
      return answer(reply, await submissions.rescan(by, scanId, request.body, keyOf(request)));
    },
  );
}

function bulkReply(outcomes: Outcome[]): BulkScanReply {
  const count = (verdict: Outcome['verdict']) =>
    outcomes.filter((outcome) => outcome.verdict === verdict).length;
  return {
    accepted: count('accepted'),
    reused: count('reused'),
    refused: count('refused'),
    items: outcomes.map((outcome) => {
      if (outcome.verdict === 'refused') return outcome;
      const { id, slug, url, state, notices } = outcome.scan;
      return { verdict: outcome.verdict, scan: { id, slug, url, state, notices } };
    }),
  };
}

/** A structured field's string, or the same without quotes. @throws AppError `invalid_request` */
function keyOf(request: FastifyRequest): SubmissionKey {
  const given = request.headers[IDEMPOTENCY_HEADER];
  if (given === undefined) return undefined;
  const [, quoted, bare] = /^(?:"([!#-[\]-~ ]{1,255})"|([!#-~]{1,255}))$/.exec(String(given)) ?? [];
  const key = quoted ?? bare;
  if (key === undefined) {
    const message = 'must be 1 to 255 printable ASCII characters, such as a UUID';
    throw new AppError('invalid_request', `Idempotency-Key ${message}.`, {
      errors: [{ field: IDEMPOTENCY_HEADER, message }],
    });
  }
  return { route: `${request.method} ${request.routeOptions.url}`, key };
}
