import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

/** Collects the routes that follow into an OpenAPI 3.1 document. Call before they are registered. */
export async function describeRoutes(app: FastifyInstance, externalUrl: URL): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Webhood',
        version: '1.0',
        description: 'A private URL scanner. Errors are RFC 9457 problems with a stable `code`.',
      },
      servers: [{ url: externalUrl.origin }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          apiKey: { type: 'apiKey', in: 'header', name: 'API-Key' },
        },
      },
      security: [{ bearer: [] }, { apiKey: [] }],
    },
    transform: jsonSchemaTransform,
  });
}

export function registerOpenApi(app: FastifyInstance, path: string): void {
  let document: string | undefined;
  app.get(path, { schema: { hide: true } }, async (_request, reply) => {
    document ??= JSON.stringify(app.swagger());
    return reply.type('application/json').send(document);
  });
}
