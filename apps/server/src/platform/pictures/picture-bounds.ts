/** Within which bounds screenshots are drawn anew. */

export const THUMBNAIL = {
  /** Twice what lists show, for dense displays. */
  width: 480,
  /** Height by width: lists cut the page here. */
  aspect: 10 / 16,
  quality: 78,
} as const;

/** As many as the scanner takes at most. Decoded 192 MB. */
export const MOST_PIXELS = 48_000_000;

/** Of the file. Larger screenshots of so many pixels are noise. */
export const MOST_PICTURE_BYTES = 64 * 1024 * 1024;

/** How the process says how it went. */
export const PICTURE_EXIT = { done: 0, unreadable: 3, tooLarge: 4 } as const;

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Signature, length and name of the first chunk, and its two sizes. */
const PNG_HEAD_BYTES = 24;

/** What a PNG says of its own size, before anything is decoded. Undefined when it is no PNG. */
export function pngSize(file: Buffer): { width: number; height: number } | undefined {
  if (file.length < PNG_HEAD_BYTES || !file.subarray(0, 8).equals(PNG_SIGNATURE)) return undefined;
  if (file.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  return width > 0 && height > 0 ? { width, height } : undefined;
}
