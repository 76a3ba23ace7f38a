/** Evidence on its way out, to whoever may read the scan that it belongs to. */
import { Artifact, PICTURE_SIZES, Problem, Report, routePattern, Sha256 } from '@webhood/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { rawBody } from '../../platform/http/raw-body.ts';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import { traceOf } from '../scans/exchange-summary.service.ts';
import type { ScanRecord, ScanService } from '../scans/scan.service.ts';
import type { ArtifactService } from './artifact.service.ts';
import { createArtifactSender } from './artifact-sender.ts';
import type { RenditionService } from './rendition.service.ts';
import { disposition, INERT_HEADERS, TYPE_OF_KIND } from './send-artifact.ts';

const ScanParams = z.object({ scanId: z.string().min(1).max(300) });
const ArtifactParams = ScanParams.extend({ sha256: Sha256 });
const PictureQuery = z.object({
  size: z.enum(PICTURE_SIZES).optional().meta({
    description:
      'A screenshot drawn anew to be looked at: `thumbnail`, the top of the page, 480 pixels wide, WebP; `display`, all of it, PNG. Without it the file is given out as it was taken, for saving alone.',
  }),
});

interface ArtifactRouteDeps {
  artifacts: ArtifactService;
  renditions: RenditionService;
  scans: ScanService;
  authentication: Authentication;
}

const tags = ['scans'];
// A stream of bytes has no schema; errors before it have.
const response = { '4xx': Problem };

export function registerArtifactRoutes(app: FastifyInstance, deps: ArtifactRouteDeps): void {
  const { artifacts, scans, authentication } = deps;
  const send = createArtifactSender(deps);
  const routes = app.withTypeProvider<ZodTypeProvider>();

  async function visibleScan(request: FastifyRequest, scanId: string): Promise<ScanRecord> {
    const by = authorise(await authentication.principal(request), 'scans.read');
    return scans.get(by, scanId);
  }

  for (const [route, operationId] of [
    ['scanScreenshot', 'getScreenshotByScanId'],
    ['betaScanScreenshot', 'getScreenshotByScanIdBeta'],
  ] as const) {
    routes.get(
      routePattern(route),
      {
        schema: {
          operationId,
          summary: 'The screenshot',
          tags,
          params: ScanParams,
          querystring: PictureQuery,
          response: { 200: rawBody('The screenshot', 'image/png', 'image/webp'), ...response },
        },
      },
      async (request, reply) => {
        const scan = await visibleScan(request, request.params.scanId);
        const artifact = await artifacts.find(scan.id, { path: 'screenshot.png' });
        const { size: picture } = request.query;
        return send(request, reply, { slug: scan.slug, artifact, type: 'image/png', picture });
      },
    );
  }

  const named = [
    [
      'scanHtml',
      'getHtmlByScanId',
      'The page after loading',
      'page.html',
      'text/html; charset=utf-8',
    ],
    ['scanReport', 'getReportByScanId', 'The whole report', 'scan.json', TYPE_OF_KIND.report],
  ] as const;
  for (const [route, operationId, summary, path, type] of named) {
    routes.get(
      routePattern(route),
      {
        schema: {
          operationId,
          summary,
          tags,
          params: ScanParams,
          response: {
            200:
              route === 'scanReport'
                ? { description: summary, content: { 'application/json': { schema: Report } } }
                : rawBody(summary, type),
            ...response,
          },
        },
      },
      async (request, reply) => {
        const { id, slug } = await visibleScan(request, request.params.scanId);
        const artifact = await artifacts.find(id, { path });
        return send(request, reply, { slug, artifact, type, picture: undefined });
      },
    );
  }

  routes.get(
    routePattern('scanTrace'),
    {
      schema: {
        operationId: 'getTraceByScanId',
        summary: "Every request and response, in Webhood's form",
        tags,
        params: ScanParams,
        response: { 200: z.array(z.unknown()), ...response },
      },
    },
    async (request, reply) => {
      const scan = await visibleScan(request, request.params.scanId);
      const report = await artifacts.report(scan.id);
      return reply
        .headers({ ...INERT_HEADERS, ...disposition(`${scan.slug}-trace.json`) })
        .type('application/json; charset=utf-8')
        .send(traceOf(report.exchanges));
    },
  );

  routes.get(
    routePattern('scanArtifacts'),
    {
      schema: {
        operationId: 'getArtifactsByScanId',
        summary: 'What a scan has left',
        tags,
        params: ScanParams,
        response: { 200: z.array(Artifact), ...response },
      },
    },
    async (request) => {
      const scan = await visibleScan(request, request.params.scanId);
      return artifacts.list(scan.id);
    },
  );

  routes.get(
    routePattern('scanArtifact'),
    {
      schema: {
        operationId: 'getArtifact',
        summary: 'One artifact of a scan, by its hash',
        tags,
        params: ArtifactParams,
        querystring: PictureQuery,
        response: {
          200: rawBody('The artifact', ...new Set([...Object.values(TYPE_OF_KIND), 'image/webp'])),
          ...response,
        },
      },
    },
    async (request, reply) => {
      const scan = await visibleScan(request, request.params.scanId);
      const artifact = await artifacts.find(scan.id, { sha256: request.params.sha256 });
      const type = TYPE_OF_KIND[artifact.kind];
      const { size: picture } = request.query;
      return send(request, reply, { slug: scan.slug, artifact, type, picture });
    },
  );
}
