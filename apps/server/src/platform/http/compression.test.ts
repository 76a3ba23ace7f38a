import { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compressAnswers } from './compression.ts';

const LONG = { items: Array.from({ length: 200 }, (_, n) => ({ url: `https://${n}.example/` })) };
const TEXT = JSON.stringify(LONG);

const app = Fastify();
beforeAll(async () => {
  compressAnswers(app);
  app.get('/long', async () => LONG);
  app.post('/long', async () => LONG);
  app.get('/short', async () => ({ a: 1 }));
  app.get('/fault', async (_, reply) =>
    reply.status(400).type('application/problem+json').send(TEXT),
  );
  app.get('/html', async (_, reply) => reply.type('text/html').send(TEXT));
  app.get('/file', async (_, reply) => reply.type('application/json').send(Readable.from([TEXT])));
  app.get('/events', async (_, reply) => reply.type('text/event-stream').send(TEXT));
  await app.ready();
});
afterAll(() => app.close());

const ask = (url: string, encoding?: string, method: 'GET' | 'POST' | 'HEAD' = 'GET') =>
  app.inject({
    method,
    url,
    headers: encoding === undefined ? {} : { 'accept-encoding': encoding },
  });

test.each([
  ['br', 'br'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip;q=1.0, br;q=0.5', 'gzip'],
  ['gzip', 'gzip'],
  ['*', 'br'],
  ['br;q=0, gzip', 'gzip'],
])('JSON goes to who accepts %s as %s', async (accepted, encoding) => {
  const answer = await ask('/long', accepted);
  expect(answer.headers['content-encoding']).toBe(encoding);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.headers['content-length']).toBe(String(answer.rawPayload.length));
  expect(answer.rawPayload.length).toBeLessThan(TEXT.length / 5);
  const restore = encoding === 'br' ? brotliDecompressSync : gunzipSync;
  expect(restore(answer.rawPayload).toString()).toBe(TEXT);
});

test.each([undefined, '', 'identity', 'br;q=0', 'zstd', 'nonsense;;q=x'])(
  'who accepts %j gets it as it is, and caches are told of others',
  async (accepted) => {
    const answer = await ask('/long', accepted);
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.headers.vary).toBe('accept-encoding');
    expect(answer.body).toBe(TEXT);
  },
);

test('errors are compressed as well', async () => {
  const answer = await ask('/fault', 'gzip');
  expect(answer.statusCode).toBe(400);
  expect(gunzipSync(answer.rawPayload).toString()).toBe(TEXT);
});

test.each(['/short', '/html', '/file', '/events'])('%s goes out as it is', async (url) => {
  const answer = await ask(url, 'br, gzip');
  expect(answer.headers['content-encoding']).toBeUndefined();
});

test('what a POST made, a secret for one, is never compressed, nor is a HEAD', async () => {
  for (const method of ['POST', 'HEAD'] as const) {
    const answer = await ask('/long', 'br, gzip', method);
    expect(answer.headers['content-encoding']).toBeUndefined();
  }
});
