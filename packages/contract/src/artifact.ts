import { z } from 'zod';
import { StorableText } from './text.ts';

export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a lower-case hexadecimal SHA-256');

export const ARTIFACT_KINDS = [
  'screenshot',
  'screenshot_early',
  'html',
  'text',
  'har',
  'report',
  'body',
  'download',
] as const;
export type ArtifactKind = (typeof ARTIFACT_KINDS)[number];

/**
 * An immutable blob of a scan.
 * `path` is its place in the evidence folder, a name of ours; nothing a page chose is in it.
 * `size` is in bytes.
 */
export const Artifact = z.object({
  kind: z.enum(ARTIFACT_KINDS),
  path: z
    .string()
    .regex(
      /^(scan\.json|screenshot\.png|screenshot-early\.png|page\.html|page\.txt|network\.har|bodies\/[0-9a-f]{64}|downloads\/[0-9]{1,4}\.zip)$/,
      'is not a path of the evidence folder',
    ),
  mediaType: StorableText.max(200),
  sha256: Sha256,
  size: z.int().min(0),
});

export type Artifact = z.infer<typeof Artifact>;

/**
 * What is made of a screenshot for people to look at: `thumbnail`, the top of the page, 480 pixels
 * wide, WebP; `display`, every pixel of it, PNG. Without either a screenshot is given out as it was
 * taken, to be kept and not to be shown.
 */
export const PICTURE_SIZES = ['thumbnail', 'display'] as const;
export type PictureSize = (typeof PICTURE_SIZES)[number];

/** Bounds of one scan's evidence, held by the scanner and checked again by the server. */
export const ARTIFACT_BOUNDS = {
  /** More distinct bodies than any page needs; past it a page is trying to fill the store. */
  perScan: 2_000,
  /** With the report itself and the few files beside the bodies. */
  files: 2_100,
  /** One blob: the largest download kept, plus the zip's overhead. */
  blobBytes: 128 * 1024 * 1024,
  /** All blobs of one scan. */
  scanBytes: 512 * 1024 * 1024,
} as const;
