import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serveConsoleFiles } from './static-console.ts';

const SCRIPT = 'export const text = "the same text";\n'.repeat(100);

let dir: string;
let app: FastifyInstance;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'webhood-static-'));
  mkdirSync(join(dir, 'assets'));
  writeFileSync(join(dir, 'assets/a.js'), SCRIPT);
  writeFileSync(join(dir, 'assets/a.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(dir, 'assets/plain.js'), SCRIPT);
  app = fastify();
  await serveConsoleFiles(app, dir);
});

afterEach(async () => {
  await app.close();
  rmSync(dir, { recursive: true, force: true });
});

const get = (url: string, encodings: string) =>
  app.inject({ url, headers: { 'accept-encoding': encodings } });

test('a script goes out compressed, with its own type, to whoever understands it', async () => {
  const answer = await get('/assets/a.js', 'gzip, deflate, br');
  expect(answer.headers['content-encoding']).toBe('br');
  expect(answer.headers['content-type']).toMatch(/javascript/);
  expect(answer.headers['cache-control']).toContain('immutable');
  expect(answer.headers.vary).toContain('accept-encoding');
  expect(brotliDecompressSync(answer.rawPayload).toString()).toBe(SCRIPT);
});

test.each([
  ['a browser that does not understand it', '/assets/a.js', 'identity'],
  ['a file that was not compressed', '/assets/plain.js', 'br'],
])('as it is: %s', async (_, url, encodings) => {
  const answer = await get(url, encodings);
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(answer.headers['content-type']).toMatch(/javascript/);
  expect(answer.body).toBe(SCRIPT);
});
