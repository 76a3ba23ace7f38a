/** The one route of the origin of artifacts. */
import { routePattern } from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ArtifactService } from './artifact.service.ts';
import { createArtifactSender } from './artifact-sender.ts';
import type { ArtifactTickets } from './artifact-tickets.ts';
import type { RenditionService } from './rendition.service.ts';
import { TYPE_OF_KIND } from './send-artifact.ts';

/** Ids, names and a signature; the longest is some 700 characters. */
const TICKET_LENGTH = 2_000;

interface EvidenceRouteDeps {
  artifacts: ArtifactService;
  renditions: RenditionService;
  tickets: ArtifactTickets;
}

export function registerEvidenceRoute(app: FastifyInstance, deps: EvidenceRouteDeps): void {
  const send = createArtifactSender(deps);
  app.withTypeProvider<ZodTypeProvider>().get(
    routePattern('evidence'),
    {
      schema: {
        // Nobody calls it by hand: addresses of artifacts lead here.
        hide: true,
        querystring: z.object({ ticket: z.string().max(TICKET_LENGTH) }),
      },
    },
    async (request, reply) => {
      const { scan, path, picture } = deps.tickets.redeem(request.query.ticket);
      const artifact = await deps.artifacts.find(scan.id, { path });
      const type = TYPE_OF_KIND[artifact.kind];
      await send(request, reply, { scan, artifact, type, picture });
      return reply;
    },
  );
}
