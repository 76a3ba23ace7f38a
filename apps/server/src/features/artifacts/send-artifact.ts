/**
 * How evidence is sent. All of it is a stranger's content: it comes with a policy under which
 * nothing in it runs or loads, a type that is ours, and as an attachment with a name of ours.
 */
import type { Artifact, ArtifactKind } from '@webhood/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ByteRange, OpenBlob } from '../../platform/blob-store/blob-store.ts';
import { parseRange } from './byte-range.ts';

/** Only what a browser cannot misread keeps its type. */
export const TYPE_OF_KIND: Record<ArtifactKind, string> = {
  screenshot: 'image/png',
  screenshot_early: 'image/png',
  html: 'application/octet-stream',
  text: 'text/plain; charset=utf-8',
  har: 'application/json; charset=utf-8',
  report: 'application/json; charset=utf-8',
  body: 'application/octet-stream',
  download: 'application/zip',
};

export const INERT_HEADERS = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  // Kept for going back and forth; asked again each time, since rights may have ended.
  'cache-control': 'private, no-cache',
} as const;

export interface SentFile {
  /** Its ETag. */
  sha256: string;
  /** In bytes. */
  size: number;
  type: string;
  /** Of the file that a browser saves; undefined: it may be looked at in place. */
  saveAs: string | undefined;
  open(range?: ByteRange): Promise<OpenBlob>;
}

export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: SentFile,
): Promise<FastifyReply> {
  const etag = `"${file.sha256}"`;
  reply
    .headers(INERT_HEADERS)
    .headers({ ...disposition(file.saveAs), etag, 'accept-ranges': 'bytes' });
  if (request.headers['if-none-match'] === etag) return reply.status(304).send();
  const asked = parseRange(request.headers.range, file.size);
  if (asked.kind === 'unsatisfiable') {
    return reply.status(416).header('content-range', `bytes */${file.size}`).send();
  }
  const range = asked.kind === 'part' ? asked.range : undefined;
  const { stream } = await file.open(range);
  reply.type(file.type);
  if (range) {
    reply
      .status(206)
      .header('content-range', `bytes ${range.start}-${range.end}/${file.size}`)
      .header('content-length', range.end - range.start + 1);
  } else {
    reply.header('content-length', file.size);
  }
  return reply.send(stream);
}

/** From the slug and our own path, so nothing that a page chose is in it. */
export function fileName(slug: string, { kind, path, sha256 }: Artifact): string {
  if (kind === 'body') return `${slug}-${sha256.slice(0, 16)}.bin`;
  return `${slug}-${path.replaceAll('/', '-')}`;
}

export function disposition(saveAs: string | undefined): Record<string, string> {
  if (saveAs === undefined) return { 'content-disposition': 'inline' };
  return { 'content-disposition': `attachment; filename="${saveAs.replace(/[^\w.-]/g, '_')}"` };
}
