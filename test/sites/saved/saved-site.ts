/**
 * Serves a finished site from its folder on a loopback port and keeps account of every answer.
 * What its pages would fetch from other hosts is led back here, as in a page that a browser has
 * saved: no test asks anything of anybody.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));
/** Where addresses of other hosts are led to; the host follows. */
const OUTSIDE = '/outside/';
/** The one other host whose files are here too. */
const PACKAGES = '/outside/cdn.jsdelivr.net/npm/';
/** Tags that fetch by themselves, and the attributes by which they do. */
const FETCHING_TAG = /<(?:link|script|img|iframe|section|source|video)\b[^>]*>/gi;
const OTHER_HOST = /((?:src|href|data-[a-z-]+)=["'])(?:https?:)?\/\//gi;

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

export interface Answer {
  path: string;
  status: number;
  /** Of the content as sent. */
  sha256: string;
}

export interface SavedSite {
  readonly url: string;
  readonly answers: readonly Answer[];
  close(): Promise<void>;
}

export async function startSavedSite(folder: string): Promise<SavedSite> {
  const root = join(MODULES, folder);
  const answers: Answer[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const { pathname } = new URL(path, 'http://localhost');
    const content = contentOf(root, pathname);
    const status = content === undefined ? 404 : 200;
    const sha256 = createHash('sha256')
      .update(content ?? '')
      .digest('hex');
    answers.push({ path, status, sha256 });
    send(response, status, pathname, content ?? '');
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return {
    url: `http://127.0.0.1:${address.port}`,
    answers,
    async close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

function send(
  response: ServerResponse,
  status: number,
  pathname: string,
  content: string | Buffer,
): void {
  const type = TYPES[extname(pathname)] ?? (pathname.startsWith(OUTSIDE) ? 'text/css' : undefined);
  response.writeHead(status, { 'content-type': type ?? 'application/octet-stream' });
  response.end(content);
}

function contentOf(root: string, pathname: string): string | Buffer | undefined {
  const file = pathname.startsWith(PACKAGES)
    ? join(MODULES, normalize(pathname.slice(PACKAGES.length).replace(/@[\d.]+/, '')))
    : join(root, normalize(decodeURIComponent(pathname)));
  if (existsSync(file) && statSync(file).isFile()) {
    const content = readFileSync(file);
    return pathname.endsWith('.html') ? withoutOtherHosts(content.toString('utf8')) : content;
  }
  return pathname.startsWith(OUTSIDE) ? standIn(pathname) : undefined;
}

function withoutOtherHosts(html: string): string {
  return html
    .replaceAll(FETCHING_TAG, (tag) => tag.replaceAll(OTHER_HOST, `$1${OUTSIDE}`))
    .replaceAll(/ integrity=["'][^"']*["']/g, '');
}

/** Something of the right kind, for what is not on this machine. */
function standIn(pathname: string): string {
  const extension = extname(pathname);
  if (/^\.(?:png|gif|jpe?g|ico|svg)$/.test(extension)) {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="teal"/></svg>`;
  }
  return extension === '.html' || extension === '' ? '' : `/* ${pathname} */`;
}
