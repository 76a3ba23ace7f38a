import swagger from '@fastify/swagger';
import * as contract from '@webhood/contract';
import type { FastifyInstance } from 'fastify';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import { describeAnswers } from './described-answers.ts';
import { INTRODUCTION } from './introduction.ts';
import { operationId } from './operation-id.ts';
import { withoutUnusedSchemas } from './used-schemas.ts';

const TAGS = {
  scans: 'Submit URLs, follow their scans, fetch the evidence.',
  search: 'Find scans by what is in them.',
  beta: "Webhood's beta contract, for integrations made for it.",
  events: 'What changes, as it changes.',
  account: 'The person who is signed in: password, second factor, passkeys, sessions.',
  sessions: 'Signing in and out.',
  users: 'Accounts of this installation.',
  tokens: 'Credentials of scripts.',
  scanners: 'The machines that open the URLs.',
  audit: 'Who did what.',
  lookups: 'Services outside that the console offers to ask about a value.',
  retention: 'How long scans and their evidence are kept.',
  security: 'Whether this installation is set up safely, checked live.',
  webhooks: 'Addresses that are told when scans end, and what came of each delivery.',
  'lease protocol': 'How scanners fetch work and bring results. Scanner tokens only.',
} as const;

/** Collects the routes that follow into an OpenAPI 3.1 document. Call before they are registered. */
export async function describeRoutes(app: FastifyInstance, externalUrl: URL): Promise<void> {
  const options = { schemaRegistry: namedSchemas() };
  const transform = createJsonSchemaTransform(options);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Webhood',
        version: '1.0',
        description: INTRODUCTION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: externalUrl.origin }],
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          apiKey: { type: 'apiKey', in: 'header', name: 'API-Key' },
        },
      },
      security: [{ bearer: [] }, { apiKey: [] }],
    },
    transform: (document) => {
      const { schema, url } = transform(document);
      const id = operationId(document.route);
      return { schema: id === undefined ? schema : { operationId: id, ...schema }, url };
    },
    transformObject: createJsonSchemaTransformObject(options),
  });
}

/** Of a query string: its fields are parameters of their own. */
const NOT_NAMED = /Query$/;

/** Every schema of the contract under the name that it has there. */
function namedSchemas(): z.core.$ZodRegistry<{ id: string }> {
  const registry = z.registry<{ id: string }>();
  for (const [id, value] of Object.entries(contract)) {
    if (!(value instanceof z.ZodObject) || NOT_NAMED.test(id) || registry.has(value)) continue;
    registry.add(value, { id });
  }
  return registry;
}

export function registerOpenApi(app: FastifyInstance, path: string): void {
  let document: string | undefined;
  app.get(path, { schema: { hide: true } }, async (_request, reply) => {
    document ??= JSON.stringify(describeAnswers(withoutUnusedSchemas(app.swagger())));
    return reply.type('application/json').send(document);
  });
}
