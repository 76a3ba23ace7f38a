/** Servers that answer with too much, too slowly, or with something else than they say. */

import { Readable } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { html, type Route, type Routes, redirect } from '../route.ts';

const MEBIBYTE = 1024 * 1024;
const DRIP_MS = 200;
const FONT_MEBIBYTES = 100;

export const BODIES: Routes = {
  '/hostile/body/brotli-bomb': bomb('br', 'text/html'),
  '/hostile/body/script-bomb': html(
    '<title>Bomb</title><p>Text<script src="/hostile/body/bomb.js"></script>',
  ),
  '/hostile/body/bomb.js': bomb('gzip', 'text/javascript'),
  '/hostile/body/image-bomb': html(
    '<title>Bomb</title><p>Text<img src="/hostile/body/bomb.svg"><img src="/hostile/gzip-bomb">',
  ),
  '/hostile/body/bomb.svg': bomb('br', 'image/svg+xml'),
  '/hostile/body/endless-image': html(
    '<title>Image</title><p>Text<img src="/hostile/endless-body">',
  ),
  '/hostile/body/endless-fetch': html(
    '<title>Fetch</title><p>Text<script>fetch("/hostile/endless-body").then((r) => r.text())</script>',
  ),
  '/hostile/body/endless-markup': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.write('<!DOCTYPE html><title>Endless</title><p>Text');
    pour(response, Buffer.from('<div><p>More</p></div>'.repeat(3_000)));
  },
  '/hostile/body/endless-header': ({ request }) => {
    const { socket } = request;
    socket.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(
      () => socket.write(`x-${Math.random()}: ${'h'.repeat(1_000)}\r\n`),
      1,
    );
    socket.once('close', () => clearInterval(timer));
  },
  '/hostile/body/dripping-header': ({ request }) => {
    const { socket } = request;
    socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
    const timer = setInterval(() => socket.write('h'), DRIP_MS);
    socket.once('close', () => clearInterval(timer));
  },
  '/hostile/body/huge-header': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html', 'x-huge': 'h'.repeat(200_000) });
    response.end('<title>Header</title><p>Text');
  },
  '/hostile/body/nonsense': ({ request }) => {
    request.socket.end('\u0000\u0001 not HTTP at all \r\n\r\n<script>alert(1)</script>');
  },
  '/hostile/body/cut-off': ({ request }) => {
    request.socket.end(
      'HTTP/1.1 200 OK\r\ncontent-length: 100000\r\ncontent-type: text/html\r\n\r\n<title>Cut</title><p>Te',
    );
  },
  '/hostile/body/reset': ({ request }) => request.socket.resetAndDestroy(),
  '/hostile/body/script-headers': ({ response }) => {
    response.writeHead(200, 'Fine', {
      'content-type': 'text/html',
      server: '<script>alert(1)</script>',
      'set-cookie': ['a=<script>alert(1)</script>', `b=${'x'.repeat(3_900)}`],
    });
    response.end(
      `<title>=HYPERLINK("http://evil.example","Click")</title><p>Text<script>console.log("<script>alert(1)<" + "/script>")</script>`,
    );
  },
  '/hostile/body/script-file-name': ({ response }) => {
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="<script>alert(1)</script>.exe"',
    });
    response.end('downloaded content');
  },
  '/hostile/body/two-gigabytes': ({ response }) => {
    response.writeHead(200, {
      'content-disposition': 'attachment; filename="two.bin"',
      'content-length': String(2 * 1024 * MEBIBYTE),
    });
    pour(response, Buffer.alloc(256 * 1024));
  },
  '/hostile/body/dripping-download': ({ response }) => {
    response.writeHead(200, {
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="drip.zip"',
    });
    const timer = setInterval(() => response.write('x'), DRIP_MS);
    response.once('close', () => clearInterval(timer));
  },
  '/hostile/body/hanging-parts': html(
    `<title>Parts</title><link rel="stylesheet" href="/hostile/no-headers?css"><p>Text
      <script src="/hostile/no-headers?js"></script>`,
  ),
  '/hostile/body/hanging-frames': html(
    `<title>Parts</title><p>Text${'<iframe src="/hostile/no-headers?f"></iframe>'.repeat(20)}<img src="/hostile/drip">`,
  ),
  '/hostile/body/huge-font': fontPage('huge.woff2'),
  '/hostile/body/huge.woff2': ({ response }) => {
    response.writeHead(200, { 'content-type': 'font/woff2' });
    const piece = Buffer.alloc(MEBIBYTE, 'wOF2');
    Readable.from(Array.from({ length: FONT_MEBIBYTES }, () => piece)).pipe(response);
  },
  '/hostile/body/hanging-font': fontPage('never.woff2'),
  '/hostile/body/never.woff2': () => {
    // Never answered: text in this font is invisible while it is waited for.
  },
  '/hostile/body/empty': ({ response }) => void response.writeHead(204).end(),
  '/hostile/body/wrong-encoding': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' });
    response.end('not compressed');
  },
  '/hostile/body/huge-image': html(
    `<title>Image</title><p>Text<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='30000' height='30000'><rect width='30000' height='30000'/></svg>">`,
  ),
  '/hostile/body/redirect-forever': ({ url, response }) => {
    response.writeHead(302, { location: `${url.pathname}?${Math.random()}` });
    response.end();
  },
  '/hostile/body/slow-redirects': ({ url, response }) => {
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(
        `<title>Slow</title><p>Text<script>location = "${url.pathname}?" + Math.random()</script>`,
      );
    }, 300);
  },
  '/hostile/body/to-javascript': redirect('javascript:alert(1)'),
  '/hostile/body/to-blob': redirect('blob:http://127.0.0.1/x'),
  '/hostile/body/to-chrome': redirect('chrome://settings'),
  '/hostile/body/to-nowhere': redirect('http://['),
  '/hostile/body/to-mail': redirect('mailto:a@b.example'),
};

/** All its text waits for one font. */
function fontPage(file: string): Route {
  return html(
    `<title>Font</title><style>
      @font-face { font-family: f; src: url("/hostile/body/${file}"); font-display: block; }
      body { font: 20px f; }
    </style><p>Text`,
  );
}

/** Half a gigabyte of zeroes, compressed as it goes. */
function bomb(encoding: 'gzip' | 'br', mediaType: string): Route {
  return ({ response }) => {
    response.writeHead(200, { 'content-type': mediaType, 'content-encoding': encoding });
    const zeroes = Buffer.alloc(MEBIBYTE, ' ');
    const source = Readable.from(Array.from({ length: 512 }, () => zeroes));
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
    const compress = encoding === 'br' ? createBrotliCompress(quality) : createGzip({ level: 1 });
    source.pipe(compress).pipe(response);
    response.once('close', () => {
      source.destroy();
      compress.destroy();
    });
  };
}

/** Writes the same bytes until the other side has had enough. */
export function pour(response: Parameters<Route>[0]['response'], chunk: Buffer): void {
  const more = (): void => {
    while (!response.destroyed) {
      if (!response.write(chunk)) return void response.once('drain', more);
    }
  };
  more();
}
