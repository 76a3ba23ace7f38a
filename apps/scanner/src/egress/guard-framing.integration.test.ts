/**
 * Chromium sends the plain requests for all sites over the same few connections to its proxy. So a
 * site whose answer ends elsewhere for the guard than for the browser could speak in the name of
 * the next one.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createAddressPolicy } from '@webhood/network-policy';
import { afterEach, describe, expect, it } from 'vitest';
import { createEgressGuard } from './guard.ts';
import { OUTSIDE } from './proxy-client.fixture.ts';

const policy = createAddressPolicy({ allowNetworks: [`${OUTSIDE}/32`] });
const FORGED = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged';
const HONEST = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhonest';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A server that says these bytes to whoever asks; without `holds` it then closes. */
async function saying(
  bytes: string,
  holds = false,
): Promise<{ port: number; say(more: string): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', () => {
      socket.write(bytes, 'latin1');
      if (!holds) socket.end();
    });
  }).listen(0, OUTSIDE);
  await once(server, 'listening');
  closing.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    port: (server.address() as AddressInfo).port,
    say: (more) => {
      for (const socket of sockets) socket.write(more);
    },
  };
}

/** One connection of a browser to the guard. */
async function browserConnection() {
  const guard = createEgressGuard({ policy });
  closing.push(guard.close);
  const { proxyServer } = await guard.open();
  const socket = connect({ host: OUTSIDE, port: Number(new URL(proxyServer).port) });
  socket.on('error', () => socket.destroy());
  closing.push(() => socket.destroy());
  let heard = '';
  const waiting = new Set<() => void>();
  const tell = () => {
    for (const look of waiting) look();
  };
  socket.on('data', (chunk) => {
    heard += chunk.toString('latin1');
    tell();
  });
  socket.on('close', tell);
  return {
    write: (text: string) => socket.write(text),
    ask: (port: number) =>
      socket.write(`GET http://${OUTSIDE}:${port}/ HTTP/1.1\r\nHost: a\r\n\r\n`),
    heard: () => heard,
    isClosed: () => socket.destroyed,
    /** Until what was heard has this, or nothing more comes. */
    until(isEnough: (text: string) => boolean) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = () => {
        if (!isEnough(heard) && !socket.destroyed) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      return promise;
    },
  };
}

function afterChunks(body: string): string | undefined {
  const [line, digits] = /^([0-9a-f]+)\r\n/.exec(body) ?? [];
  if (line === undefined || digits === undefined) return undefined;
  const end = line.length + Number.parseInt(digits, 16) + 2;
  if (body.length < end) return undefined;
  return digits === '0' ? body.slice(end) : afterChunks(body.slice(end));
}

/** What follows the first answer, as Chromium finds its end; undefined while there is none. */
function afterFirst(text: string): string | undefined {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (rest.length === 0) return undefined;
  if (/^HTTP\/1\.1 (204|205|304) /.test(head)) return body;
  if (/^transfer-encoding:\s*chunked\s*$/im.test(head)) {
    return afterChunks(body);
  }
  const [, length] = /^content-length:\s*(\d+)\s*$/im.exec(head) ?? [];
  if (length === undefined || body.length < Number(length)) return undefined;
  return body.slice(Number(length));
}

const CHUNKS = `5\r\nabcde\r\n0\r\n\r\n`;
const ANSWERS: [string, string][] = [
  ['a coding that ends with the connection', `Transfer-Encoding: gzip\r\n\r\n${FORGED}`],
  ['the coding "identity"', `Transfer-Encoding: identity\r\n\r\n${FORGED}`],
  [
    '"identity" beside a length',
    `Transfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n${FORGED}`,
  ],
  ['a coding with a parameter', `Transfer-Encoding: chunked;a\r\n\r\n${CHUNKS}${FORGED}`],
  ['a coding that only ends like one', `Transfer-Encoding: xchunked\r\n\r\n${CHUNKS}${FORGED}`],
  ['two codings', `Transfer-Encoding: chunked, gzip\r\n\r\n${CHUNKS}${FORGED}`],
  [
    'two codings on two lines',
    `Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n${CHUNKS}${FORGED}`,
  ],
  ['a length beside chunks', `Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n${CHUNKS}`],
  ['a length that is too short', `Content-Length: 0\r\n\r\n${FORGED}`],
  ['two lengths', `Content-Length: 0\r\nContent-Length: ${FORGED.length}\r\n\r\n${FORGED}`],
  ['a length with a sign', `Content-Length: +0\r\n\r\n${FORGED}`],
  [
    'a length in a folded line',
    `A: b\r\n Content-Length: ${FORGED.length}\r\nContent-Length: 0\r\n\r\n${FORGED}`,
  ],
  ['a length behind a bare CR', `A: b\rContent-Length: 0\r\n\r\n${FORGED}`],
  ['a length with space before its colon', `Content-Length : 0\r\n\r\n${FORGED}`],
  ['a header with a NUL', `A: b\0\r\nContent-Length: 0\r\n\r\n${FORGED}`],
  [
    'a length that its Connection names',
    `Connection: Content-Length\r\nContent-Length: 0\r\n\r\n${FORGED}`,
  ],
  ['a length in a trailer', `Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 9\r\n\r\n`],
];

describe('a site cannot answer for the next one on the connection', () => {
  it.each(ANSWERS)('with %s', async (_what, answer) => {
    const evil = await saying(`HTTP/1.1 200 OK\r\n${answer}`);
    const next = await saying(HONEST, true);
    const browser = await browserConnection();
    browser.ask(evil.port);
    await browser.until((text) => afterFirst(text) !== undefined);
    expect(afterFirst(browser.heard())).toBe('');
    browser.ask(next.port);
    await browser.until((text) => text.endsWith('honest'));
    expect(afterFirst(browser.heard())).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nhonest$/s);
  });

  it.each([204, 205, 304])(
    'with content after a %s, sent once the browser has moved on',
    async (status) => {
      const evil = await saying(
        `HTTP/1.1 ${status} X\r\nContent-Length: ${FORGED.length}\r\n\r\n`,
        true,
      );
      const next = await saying(HONEST, true);
      const browser = await browserConnection();
      browser.ask(evil.port);
      await browser.until((text) => text.includes('\r\n\r\n'));
      evil.say(FORGED);
      browser.ask(next.port);
      await browser.until((text) => text.endsWith('honest'));
      expect(browser.heard()).not.toContain('forged');
      expect(browser.isClosed()).toBe(status === 205);
    },
  );
});

it.each([
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  ['no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
])('an answer with %s is told as malformed', async (_what, answer) => {
  const site = await saying(answer);
  const browser = await browserConnection();
  browser.ask(site.port);
  await browser.until((text) => text.includes('\r\n\r\n'));
  expect(browser.heard()).toContain('x-webhood-failed: malformed_response\r\n');
});

it.each([
  ['a method of the page’s own making', 'CHICKEN http://a.com/ HTTP/1.1\r\nHost: a.com\r\n\r\n'],
  [
    'a length beside a coding',
    'POST http://a.com/ HTTP/1.1\r\nHost: a.com\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['a folded line', 'GET http://a.com/ HTTP/1.1\r\nHost: a.com\r\nA: b\r\n c\r\n\r\n'],
  ['a bare LF', 'GET http://a.com/ HTTP/1.1\nHost: a.com\n\n'],
  [
    'headers past their bound',
    `GET http://a.com/ HTTP/1.1\r\nHost: a.com\r\nA: ${'b'.repeat(300_000)}\r\n\r\n`,
  ],
])(
  'a request with %s is answered by the guard, in its name, and sent nowhere',
  async (_what, text) => {
    const browser = await browserConnection();
    browser.write(text);
    await browser.until(() => false);
    expect(browser.heard()).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\nx-webhood-failed: not_a_proxy_request\r\n/,
    );
  },
);
