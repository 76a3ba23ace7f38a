/**
 * Evidence on its way out. All of it is a stranger's content: it comes with a policy under which
 * nothing in it runs or loads, a type that is ours, and as an attachment with a name of ours.
 */
import {
  Artifact,
  type ArtifactKind,
  Problem,
  Report,
  routePattern,
  Sha256,
} from '@webhood/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { rawBody } from '../../platform/http/raw-body.ts';
import type { Authentication } from '../accounts/authentication.service.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import { traceOf } from '../scans/exchange-summary.service.ts';
import type { ScanRecord, ScanService } from '../scans/scan.service.ts';
import type { ArtifactService } from './artifact.service.ts';
import { parseRange } from './byte-range.ts';

const ScanParams = z.object({ scanId: z.string().min(1).max(300) });
const ArtifactParams = ScanParams.extend({ sha256: Sha256 });

/** Only what a browser cannot misread keeps its type. */
const TYPE_OF_KIND: Record<ArtifactKind, string> = {
  screenshot: 'image/png',
  screenshot_early: 'image/png',
  html: 'application/octet-stream',
  text: 'text/plain; charset=utf-8',
  har: 'application/json; charset=utf-8',
  report: 'application/json; charset=utf-8',
  body: 'application/octet-stream',
  download: 'application/zip',
};

const INERT_HEADERS = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  // Kept for going back and forth; asked again each time, since rights may have ended.
  'cache-control': 'private, no-cache',
} as const;

interface ArtifactRouteDeps {
  artifacts: ArtifactService;
  scans: ScanService;
  authentication: Authentication;
}

const tags = ['scans'];
// A stream of bytes has no schema; errors before it have.
const response = { '4xx': Problem };

export function registerArtifactRoutes(app: FastifyInstance, deps: ArtifactRouteDeps): void {
  const { artifacts, scans, authentication } = deps;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  async function visibleScan(request: FastifyRequest, scanId: string): Promise<ScanRecord> {
    const by = authorise(await authentication.principal(request), 'scans.read');
    return scans.get(by, scanId);
  }

  const named = [
    ['scanScreenshot', 'getScreenshotByScanId', 'The screenshot', 'screenshot.png', 'image/png'],
    [
      'betaScanScreenshot',
      'getScreenshotByScanIdBeta',
      'The screenshot',
      'screenshot.png',
      'image/png',
    ],
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
        const scan = await visibleScan(request, request.params.scanId);
        const artifact = await artifacts.find(scan.id, { path });
        return sendArtifact(request, reply, artifacts, { scan, artifact, type });
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
        .headers({ ...INERT_HEADERS, ...attachment(`${scan.slug}-trace.json`) })
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
        response: {
          200: rawBody('The artifact', ...new Set(Object.values(TYPE_OF_KIND))),
          ...response,
        },
      },
    },
    async (request, reply) => {
      const scan = await visibleScan(request, request.params.scanId);
      const artifact = await artifacts.find(scan.id, { sha256: request.params.sha256 });
      const type = TYPE_OF_KIND[artifact.kind];
      return sendArtifact(request, reply, artifacts, { scan, artifact, type });
    },
  );
}

interface SendOptions {
  scan: ScanRecord;
  artifact: Artifact;
  type: string;
}

async function sendArtifact(
  request: FastifyRequest,
  reply: FastifyReply,
  artifacts: ArtifactService,
  { scan, artifact, type }: SendOptions,
): Promise<FastifyReply> {
  const etag = `"${artifact.sha256}"`;
  reply
    .headers({ ...INERT_HEADERS, ...attachment(fileName(scan, artifact)) })
    .headers({ etag, 'accept-ranges': 'bytes', 'x-webhood-artifact-kind': artifact.kind });
  if (request.headers['if-none-match'] === etag) return reply.status(304).send();
  const asked = parseRange(request.headers.range, artifact.size);
  if (asked.kind === 'unsatisfiable') {
    return reply.status(416).header('content-range', `bytes */${artifact.size}`).send();
  }
  const range = asked.kind === 'part' ? asked.range : undefined;
  const { stream } = await artifacts.open(artifact, range);
  reply.type(type);
  if (range) {
    reply
      .status(206)
      .header('content-range', `bytes ${range.start}-${range.end}/${artifact.size}`)
      .header('content-length', range.end - range.start + 1);
  } else {
    reply.header('content-length', artifact.size);
  }
  return reply.send(stream);
}

/** From the slug and our own path, so nothing that a page chose is in it. */
function fileName(scan: ScanRecord, { kind, path, sha256 }: Artifact): string {
  if (kind === 'body') return `${scan.slug}-${sha256.slice(0, 16)}.bin`;
  return `${scan.slug}-${path.replaceAll('/', '-')}`;
}

function attachment(name: string): Record<string, string> {
  return { 'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"` };
}
