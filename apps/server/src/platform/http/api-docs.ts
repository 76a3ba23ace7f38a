/**
 * The API's page, drawn by Scalar from our own files: no CDN, no inline script, so it lives under
 * the same policy as the console. Scalar's five megabytes are loaded when someone first asks.
 */
import Fastify, { type FastifyInstance } from 'fastify';

const CONFIGURATION = {
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
};

interface DocsDeps {
  /** Where the page is. */
  path: string;
  /** Where the OpenAPI document is. */
  documentPath: string;
}

const page = (path: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Webhood API</title>
<div id="app"></div>
<script src="${path}/scalar.js"></script>
<script src="${path}/start.js"></script>
</html>
`;

/** The bundle is reachable only through the routes of Scalar's own plugin. */
async function loadScalar(): Promise<string> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  const carrier = Fastify();
  await carrier.register(reference, { routePrefix: '/x', configuration: { url: '/unused' } });
  const { body } = await carrier.inject('/x/js/scalar.js');
  await carrier.close();
  return body;
}

export function registerApiDocs(app: FastifyInstance, { path, documentPath }: DocsDeps): void {
  let bundle: Promise<string> | undefined;
  const configuration = JSON.stringify({ ...CONFIGURATION, url: documentPath });
  const options = { schema: { hide: true } };

  app.get(path, options, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(page(path)),
  );
  app.get(`${path}/start.js`, options, async (_request, reply) =>
    reply
      .type('text/javascript; charset=utf-8')
      .send(`Scalar.createApiReference('#app', ${configuration});\n`),
  );
  app.get(`${path}/scalar.js`, options, async (_request, reply) => {
    bundle ??= loadScalar();
    return reply
      .header('cache-control', 'private, max-age=86400')
      .type('text/javascript; charset=utf-8')
      .send(await bundle);
  });
}
