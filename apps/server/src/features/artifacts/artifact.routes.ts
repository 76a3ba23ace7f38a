/** Evidence on its way out, to whoever may read the scan that it belongs to. */
import { Artifact, PICTURE_SIZES, Problem, Report, routePattern, Sha256 } from '@webhood/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { rawBody } from '../../platform/http/raw-body.ts';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise, type Principal } from '../accounts/authorisation.service.ts';
import { traceOf } from '../scans/exchange-summary.service.ts';
import type { ScanService } from '../scans/scan.service.ts';
import type { ArtifactService } from './artifact.service.ts';
import { createArtifactSender, requireFit, type Wanted } from './artifact-sender.ts';
import type { ArtifactTickets } from './artifact-tickets.ts';
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
  /** With an origin of their own, artifacts are shown there to people. */
  tickets?: ArtifactTickets | undefined;
  scans: ScanService;
  authentication: Authentication;
}

interface Sent extends Wanted {
  reader: Principal;
}

const tags = ['scans'];
// A stream of bytes has no schema; errors before it have.
const response = { '4xx': Problem };

export function registerArtifactRoutes(app: FastifyInstance, deps: ArtifactRouteDeps): void {
  const { artifacts, scans, authentication } = deps;
  const sendHere = createArtifactSender(deps);
  const routes = app.withTypeProvider<ZodTypeProvider>();

  async function visible(request: FastifyRequest, scanId: string) {
    const by = authorise(await authentication.principal(request), 'scans.read');
    return { scan: await scans.get(by, scanId), reader: by.principal };
  }

  /** Scripts are given the file where they ask for it: they draw nothing, and need no other origin. */
  async function send(request: FastifyRequest, reply: FastifyReply, { reader, ...wanted }: Sent) {
    if (!deps.tickets || reader.kind !== 'user') return sendHere(request, reply, wanted);
    requireFit(request, wanted);
    const { scan, artifact, picture } = wanted;
    return reply
      .headers({ ...INERT_HEADERS, 'x-webhood-artifact-kind': artifact.kind })
      .redirect(deps.tickets.addressOf({ scan, path: artifact.path, picture }), 303);
  }

  for (const [route, operationId, tag] of [
    ['scanScreenshot', 'getScreenshotByScanId', 'scans'],
    ['betaScanScreenshot', 'getScreenshotByScanIdBeta', 'beta'],
  ] as const) {
    routes.get(
      routePattern(route),
      {
        schema: {
          operationId,
          summary: 'The screenshot',
          tags: [tag],
          params: ScanParams,
          querystring: PictureQuery,
          response: { 200: rawBody('The screenshot', 'image/png', 'image/webp'), ...response },
        },
      },
      async (request, reply) => {
        const { scan, reader } = await visible(request, request.params.scanId);
        const artifact = await artifacts.find(scan.id, { path: 'screenshot.png' });
        const { size: picture } = request.query;
        return send(request, reply, { scan, reader, artifact, type: 'image/png', picture });
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
        const { scan, reader } = await visible(request, request.params.scanId);
        const artifact = await artifacts.find(scan.id, { path });
        return send(request, reply, { scan, reader, artifact, type, picture: undefined });
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
      const { scan } = await visible(request, request.params.scanId);
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
      const { scan } = await visible(request, request.params.scanId);
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
      const { scan, reader } = await visible(request, request.params.scanId);
      const artifact = await artifacts.find(scan.id, { sha256: request.params.sha256 });
      const type = TYPE_OF_KIND[artifact.kind];
      const { size: picture } = request.query;
      return send(request, reply, { scan, reader, artifact, type, picture });
    },
  );
}
