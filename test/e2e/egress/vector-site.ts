/** The pages of the vectors, on loopback: a place from which a browser allows all that it can do. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VECTORS } from './vectors.ts';

/** Frames on one page; each may start a few processes. */
const FRAMES = 12;

const SINGLE = VECTORS.filter(({ isTop }) => isTop);
const FRAMED = VECTORS.filter(({ isTop }) => !isTop);
const BUNDLES = Array.from({ length: Math.ceil(FRAMED.length / FRAMES) }, (_, index) =>
  FRAMED.slice(index * FRAMES, (index + 1) * FRAMES),
);

/** Every page to be visited. Together they have each vector once. */
export const PATHS = [
  ...BUNDLES.map((_, index) => `/bundle?n=${index}`),
  ...SINGLE.map(({ id }) => `/vector?id=${id}`),
];

export async function startVectorSite(): Promise<string> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://site');
    const route = ROUTES[url.pathname];
    if (route) route(response, url.searchParams);
    else send(response, 404, 'text/plain', 'no such page');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ROUTES: Record<string, (response: ServerResponse, query: URLSearchParams) => void> = {
  '/bundle': (response, query) => {
    const frames = BUNDLES[Number(query.get('n'))] ?? [];
    page(response, frames.map(({ id }) => `<iframe src="/vector?id=${id}"></iframe>`).join(''));
  },
  '/vector': (response, query) => {
    const vector = VECTORS.find(({ id }) => id === query.get('id'));
    if (!vector) return send(response, 404, 'text/plain', 'no such vector');
    page(response, vector.page(vector.aim), vector.headers?.(vector.aim));
  },
  '/redirect': (response, query) => {
    response.writeHead(302, { location: query.get('to') ?? '/' });
    response.end();
  },
  '/shows': (response, query) => page(response, `<img src="${query.get('image')}">`),
  '/leaves': (response, query) => {
    const to = query.get('to');
    const way =
      query.get('by') === 'beacon'
        ? `navigator.sendBeacon('${to}')`
        : `fetch('${to}', { mode: 'no-cors', keepalive: true })`;
    page(response, `<script>addEventListener('pagehide', () => ${way});</script>`);
  },
  '/fetches.js': (response, query) =>
    code(response, `fetch('${query.get('to')}', { mode: 'no-cors' });`),
  '/idle.js': (response) => code(response, ''),
};

function page(response: ServerResponse, body: string, headers: Record<string, string> = {}): void {
  const text = `<!DOCTYPE html><meta charset="utf-8"><title>Vector</title>${body}`;
  send(response, 200, 'text/html', text, headers);
}

function code(response: ServerResponse, text: string): void {
  send(response, 200, 'text/javascript', text, { 'service-worker-allowed': '/' });
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(text);
}
