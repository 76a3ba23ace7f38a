/**
 * The page's icon, asked for by the browser in the name of the page, so that it goes the way of all
 * its traffic. Asked for as soon as the page has loaded: by the time that the evidence is read it
 * is usually here, and where it is not the scan waits no longer than its bound.
 */
import { createHash } from 'node:crypto';
import type { Favicon, Missing } from '@webhood/contract';
import { z } from 'zod';
import type { AttachedTarget } from '../browser/browser-context.ts';
import { CdpError, type CdpSession } from '../browser/cdp-connection.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { callInWorld, openIsolatedWorld } from './isolated-world.ts';
import { murmur3 } from './murmur3.ts';
import { cut, type Recorded } from './recorder.ts';

export interface FaviconRecorder {
  attach(target: AttachedTarget): void;
  collect(session: CdpSession, frameId: string): Promise<Recorded<Favicon | undefined>>;
}

type Outcome = { kind: 'found'; favicon: Favicon } | { kind: 'none' | 'too_slow' | 'too_large' };

const NONE: Outcome = { kind: 'none' };
const TOO_SLOW: Outcome = { kind: 'too_slow' };
const MISSING: Partial<Record<Outcome['kind'], string>> = {
  too_slow: 'The icon did not come in time.',
  too_large: `The icon has more than ${CAPTURE_LIMITS.faviconBytes} bytes.`,
};
/** As Python's `base64.encodebytes` breaks its lines, which the known hashes are made with. */
const BASE64_LINE = /.{1,76}/g;

/** Arguments: bound of the URL. An icon inside the document may be longer than that. */
const FIND_ICON = `function (maxUrl, maxData) {
  const link = Document.prototype.querySelector.call(document, 'link[rel~="icon" i][href]');
  const given = link ? link.href : /^https?:/.test(location.href) ? new URL('/favicon.ico', location.href).href : '';
  return given.length <= (given.startsWith('data:') ? maxData : maxUrl) ? given : '';
}`;

export function createFaviconRecorder(): FaviconRecorder {
  let asked: Promise<Outcome> | undefined;
  const ask = (session: CdpSession, frameId: string): Promise<Outcome> =>
    fetchIcon(session.within(CAPTURE_LIMITS.faviconCallMs), frameId).catch((error: unknown) =>
      // Otherwise the page has left meanwhile, and its icon with it.
      error instanceof CdpError && error.code === 'timeout' ? TOO_SLOW : NONE,
    );

  return {
    attach({ session, isMain, targetId }) {
      if (!isMain) return;
      session.on('Page.frameNavigated', ({ frame }) => {
        if (frame.parentId === undefined) asked = undefined;
      });
      session.on('Page.loadEventFired', () => {
        asked ??= ask(session, targetId);
      });
    },
    async collect(session, frameId) {
      asked ??= ask(session, frameId);
      const outcome = await within(CAPTURE_LIMITS.faviconWaitMs, asked);
      const detail = MISSING[outcome.kind];
      const missing: Missing[] = detail
        ? [{ code: 'artifact_failed', what: 'favicon', detail }]
        : [];
      return { evidence: outcome.kind === 'found' ? outcome.favicon : undefined, missing };
    },
  };
}

async function fetchIcon(session: CdpSession, frameId: string): Promise<Outcome> {
  const world = await openIsolatedWorld(session, frameId);
  const answer = await callInWorld(session, world, FIND_ICON, [
    { value: CAPTURE_LIMITS.urlLength },
    { value: CAPTURE_LIMITS.faviconBytes * 2 },
  ]);
  const url = z.string().parse(answer);
  if (url.startsWith('data:')) return fromDataUrl(url);
  if (!/^https?:/.test(url)) return NONE;
  const { resource } = await session.send('Network.loadNetworkResource', {
    frameId,
    url,
    options: { disableCache: false, includeCredentials: true },
  });
  const status = resource.httpStatusCode ?? 0;
  if (!resource.stream || status < 200 || status > 299) return NONE;
  const bytes = await readStream(session, resource.stream);
  if (!bytes) return { kind: 'too_large' };
  return describe(bytes, url, contentType(resource.headers ?? {}));
}

async function readStream(session: CdpSession, handle: string): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for (;;) {
      const { data, base64Encoded, eof } = await session.send('IO.read', { handle });
      const chunk = Buffer.from(data, base64Encoded ? 'base64' : 'utf8');
      size += chunk.length;
      if (size > CAPTURE_LIMITS.faviconBytes) return undefined;
      chunks.push(chunk);
      if (eof) return Buffer.concat(chunks);
    }
  } finally {
    session.post('IO.close', { handle });
  }
}

async function fromDataUrl(url: string): Promise<Outcome> {
  // Nothing is asked of any server: the address is the content.
  const response = await fetch(url);
  const bytes = Buffer.from(await response.arrayBuffer());
  return describe(bytes, url, response.headers.get('content-type') ?? '');
}

/** A server that answers everything with its page has no icon. */
function describe(bytes: Buffer, url: string, mediaType: string): Outcome {
  if (bytes.length === 0 || mediaType === 'text/html') return NONE;
  return {
    kind: 'found',
    favicon: {
      url: cut(url, CAPTURE_LIMITS.urlLength),
      mediaType,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      murmur3: murmur3(Buffer.from(bytes.toString('base64').replace(BASE64_LINE, '$&\n'))),
    },
  };
}

function contentType(headers: Record<string, unknown>): string {
  const [, value] = Object.entries(headers).find(([name]) => /^content-type$/i.test(name)) ?? [];
  return cut(
    String(value ?? '')
      .split(';', 1)[0]
      ?.trim()
      .toLowerCase() ?? '',
    200,
  );
}

async function within(timeoutMs: number, work: Promise<Outcome>): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const timer = setTimeout(() => resolve(TOO_SLOW), timeoutMs);
  const outcome = await Promise.race([work, promise]);
  clearTimeout(timer);
  return outcome;
}
