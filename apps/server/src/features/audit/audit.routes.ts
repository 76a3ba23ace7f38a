import { Readable } from 'node:stream';
import { AuditExportQuery, AuditPage, AuditQuery, Problem, routePattern } from '@webhood/contract';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { rawBody } from '../../platform/http/raw-body.ts';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import type { AuditService } from './audit.service.ts';

interface AuditRouteDeps {
  audit: AuditService;
  authentication: Authentication;
}

const TAGS = ['audit'];
const MEDIA_TYPE = {
  jsonl: 'application/jsonl; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
} as const;

export function registerAuditRoutes(
  instance: FastifyInstance,
  { audit, authentication }: AuditRouteDeps,
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    routePattern('audit'),
    {
      schema: {
        tags: TAGS,
        summary: 'The audit log, newest first',
        querystring: AuditQuery,
        response: { 200: AuditPage, '4xx': Problem },
      },
    },
    async (request) =>
      audit.page(authorise(await authentication.principal(request), 'audit.read'), request.query),
  );

  app.get(
    routePattern('auditExport'),
    {
      schema: {
        tags: TAGS,
        summary: 'The audit log as JSON lines or CSV; cells that a spreadsheet would run are text',
        querystring: AuditExportQuery,
        response: {
          200: rawBody('A file', ...Object.values(MEDIA_TYPE)),
          '4xx': Problem,
        },
      },
    },
    async (request, reply) => {
      const may = authorise(await authentication.principal(request), 'audit.read');
      return sendFile(reply, request.query.format, audit.exported(may, request.query));
    },
  );
}

function sendFile(
  reply: FastifyReply,
  format: keyof typeof MEDIA_TYPE,
  lines: AsyncIterable<string>,
): FastifyReply {
  return reply
    .type(MEDIA_TYPE[format])
    .header('content-disposition', `attachment; filename="webhood-audit.${format}"`)
    .header('cache-control', 'no-store')
    .send(Readable.from(lines));
}
