/** Decodes a PNG as Chromium writes its pictures: 8 bits, no interlace, RGB or RGBA. */
import { inflateSync } from 'node:zlib';

const SIGNATURE_LENGTH = 8;
/** Length and type before the data of a chunk, its checksum after. */
const CHUNK_FRAME = 12;

/** How many colours the picture has; a blank one has a single colour. */
export function countColours(png: Buffer): number {
  const width = png.readUInt32BE(16);
  const channels = { 2: 3, 6: 4 }[png.readUInt8(25)];
  if (png.readUInt8(24) !== 8 || png.readUInt8(28) !== 0 || channels === undefined) {
    throw new Error('not a PNG of the kind that Chromium writes');
  }
  const rows = inflateSync(Buffer.concat(dataOf(png)));
  const colours = new Set<number>();
  const stride = width * channels;
  let above = Buffer.alloc(stride);
  for (let at = 0; at + stride < rows.length; at += stride + 1) {
    const row = unfilter(
      rows.readUInt8(at),
      rows.subarray(at + 1, at + 1 + stride),
      above,
      channels,
    );
    for (let pixel = 0; pixel < stride; pixel += channels) colours.add(row.readUIntBE(pixel, 3));
    above = row;
  }
  return colours.size;
}

function dataOf(png: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = SIGNATURE_LENGTH; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') {
      parts.push(png.subarray(at + 8, at + 8 + length));
    }
    at += length + CHUNK_FRAME;
  }
  return parts;
}

function unfilter(
  filter: number,
  raw: Buffer,
  above: Buffer,
  channels: number,
): Buffer<ArrayBuffer> {
  const row = Buffer.alloc(raw.length);
  for (let at = 0; at < raw.length; at += 1) {
    const left = at < channels ? 0 : (row[at - channels] ?? 0);
    const up = above[at] ?? 0;
    const corner = at < channels ? 0 : (above[at - channels] ?? 0);
    row[at] = (raw[at] ?? 0) + predict(filter, left, up, corner);
  }
  return row;
}

/** The five filters of PNG, by number. */
function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const estimate = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((each) => Math.abs(estimate - each));
  if (toLeft === undefined || toUp === undefined || toCorner === undefined) return 0;
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
