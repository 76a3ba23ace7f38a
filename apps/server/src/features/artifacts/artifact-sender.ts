/** Sends an artifact of a scan, or a picture made of a screenshot, to whoever may have it. */
import type { Artifact, PictureSize } from '@webhood/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../platform/http/app-error.ts';
import type { ArtifactService } from './artifact.service.ts';
import type { RenditionService } from './rendition.service.ts';
import { fileName, sendFile } from './send-artifact.ts';

const TYPE_OF_PICTURE: Record<PictureSize, string> = {
  thumbnail: 'image/webp',
  display: 'image/png',
};

export interface Wanted {
  /** The slug is for the file's name. */
  scan: { id: string; slug: string };
  artifact: Artifact;
  type: string;
  picture: PictureSize | undefined;
}

export type ArtifactSender = (
  request: FastifyRequest,
  reply: FastifyReply,
  wanted: Wanted,
) => Promise<FastifyReply>;

function isScreenshot({ kind }: Artifact): boolean {
  return kind === 'screenshot' || kind === 'screenshot_early';
}

/** A browser says what it fetches something for, and a page cannot make it say otherwise. */
function isForAnImage(request: FastifyRequest): boolean {
  return request.headers['sec-fetch-dest'] === 'image';
}

/** @throws AppError `invalid_request`, `forbidden` when it may not be had in this way */
export function requireFit(request: FastifyRequest, { artifact, picture }: Wanted): void {
  if (picture !== undefined && !isScreenshot(artifact)) {
    throw new AppError('invalid_request', 'Only screenshots have a `size`.', {
      errors: [{ field: 'size', message: 'is for screenshots alone' }],
    });
  }
  if (picture === undefined && isForAnImage(request)) {
    throw new AppError(
      'forbidden',
      'A browser may save this file and not draw it. Add `size=display` to a screenshot’s address.',
    );
  }
}

export function createArtifactSender(deps: {
  artifacts: ArtifactService;
  renditions: RenditionService;
}): ArtifactSender {
  const { artifacts, renditions } = deps;
  return async (request, reply, wanted) => {
    const { artifact, scan, picture } = wanted;
    requireFit(request, wanted);
    reply.header('x-webhood-artifact-kind', artifact.kind);
    if (picture === undefined) {
      return sendFile(request, reply, {
        ...artifact,
        type: wanted.type,
        saveAs: fileName(scan.slug, artifact),
        open: (range) => artifacts.open(artifact, range),
      });
    }
    const rendition = await renditions.find(artifact, picture);
    return sendFile(request, reply, {
      ...rendition,
      type: TYPE_OF_PICTURE[picture],
      saveAs: undefined,
      open: (range) => renditions.open(artifact, picture, rendition, range),
    });
  };
}
