/**
 * Screenshots as people may look at them: drawn anew from their pixels, so that nothing a page put
 * into the file reaches a browser. Made when somebody first looks, and kept.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Artifact, PictureSize } from '@webhood/contract';
import type { FastifyBaseLogger } from 'fastify';
import type { BlobStore, ByteRange, OpenBlob } from '../../platform/blob-store/blob-store.ts';
import { AppError } from '../../platform/http/app-error.ts';
import { MOST_PICTURE_BYTES } from '../../platform/pictures/picture-bounds.ts';
import type { PictureRedrawer } from '../../platform/pictures/redraw-picture.ts';
import type { ArtifactService } from './artifact.service.ts';
import type { KnownRendition, RenditionStore } from './rendition.store.ts';

/** What went wrong in the process, rather than with the picture, is tried again after this. */
const FAILED_AGAIN_MS = 60_000;
const MOST_FAILED = 1_000;

type Made = Extract<KnownRendition, { kind: 'made' }>;

export interface RenditionService {
  /** @throws AppError `picture_unreadable`, `unavailable` */
  find(screenshot: Artifact, picture: PictureSize): Promise<{ sha256: string; size: number }>;
  /** The bytes of what `find` found. @throws AppError `unavailable` */
  open(
    screenshot: Artifact,
    picture: PictureSize,
    rendition: { sha256: string },
    range?: ByteRange,
  ): Promise<OpenBlob>;
  /** Ends what is being drawn. */
  stop(): void;
}

interface RenditionDeps {
  store: RenditionStore;
  blobs: BlobStore;
  artifacts: Pick<ArtifactService, 'open'>;
  redrawer: PictureRedrawer;
  log: FastifyBaseLogger;
  now?: () => number;
}

export function createRenditionService(deps: RenditionDeps): RenditionService {
  const { store, blobs, artifacts, redrawer, log, now = Date.now } = deps;
  const underWay = new Map<string, Promise<KnownRendition>>();
  /** When each may be tried again. */
  const failed = new Map<string, number>();

  async function make(screenshot: Artifact, picture: PictureSize): Promise<KnownRendition> {
    const { sha256 } = screenshot;
    if (screenshot.size > MOST_PICTURE_BYTES) return impossible(sha256, picture, 'too_large');
    const { stream } = await artifacts.open(screenshot);
    const redrawn = await redrawer.redraw(stream, picture);
    if (redrawn.kind === 'redrawn') return keep(sha256, picture, redrawn.content);
    if (redrawn.kind !== 'failed') return impossible(sha256, picture, redrawn.kind);
    log.warn({ sha256, picture, reason: redrawn.reason }, 'picture.not_redrawn');
    noteFailure(`${sha256} ${picture}`);
    throw later();
  }

  async function impossible(
    sha256: string,
    picture: PictureSize,
    failure: 'unreadable' | 'too_large',
  ): Promise<KnownRendition> {
    log.warn({ sha256, picture, failure }, 'picture.impossible');
    await store.recordImpossible(sha256, picture, failure);
    return { kind: 'impossible', failure };
  }

  async function keep(source: string, picture: PictureSize, content: Buffer): Promise<Made> {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const size = await blobs.put(Readable.from([content]), { sha256, maxBytes: content.length });
    const isKept = await store.recordMade(source, picture, { sha256, size }, () =>
      blobs.has(sha256),
    );
    if (!isKept) throw later();
    return { kind: 'made', sha256, size };
  }

  function noteFailure(key: string): void {
    failed.delete(key);
    failed.set(key, now() + FAILED_AGAIN_MS);
    const [oldest] = failed.keys();
    if (failed.size > MOST_FAILED && oldest !== undefined) failed.delete(oldest);
  }

  async function known(screenshot: Artifact, picture: PictureSize): Promise<KnownRendition> {
    const key = `${screenshot.sha256} ${picture}`;
    const found = await store.find(screenshot.sha256, picture);
    if (found) return found;
    if ((failed.get(key) ?? 0) > now()) throw later();
    const making =
      underWay.get(key) ?? make(screenshot, picture).finally(() => underWay.delete(key));
    underWay.set(key, making);
    return making;
  }

  return {
    find: async (screenshot, picture) => {
      const rendition = await known(screenshot, picture);
      if (rendition.kind === 'made') return rendition;
      throw new AppError(
        'picture_unreadable',
        rendition.failure === 'too_large'
          ? 'The screenshot has too many pixels to be shown. The file can be downloaded.'
          : 'The screenshot is no picture that can be shown. The file can be downloaded.',
      );
    },
    open: async (screenshot, picture, { sha256 }, range) => {
      const opened = await blobs.open(sha256, range);
      if (opened) return opened;
      // The store has lost it; whoever asks next has it made anew.
      await store.forget(screenshot.sha256, picture);
      throw later();
    },
    stop: () => redrawer.stop(),
  };
}

function later(): AppError {
  return new AppError('unavailable', 'The picture could not be drawn at the moment. Try again.', {
    retryAfterSeconds: FAILED_AGAIN_MS / 1_000,
  });
}
