/** Screenshots for tests, made byte by byte. */
import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

interface PngOptions {
  width: number;
  height: number;
  /** Red, green and blue of a pixel. */
  colour?: (x: number, y: number) => [number, number, number];
  /** Further chunks, as a page cannot make a browser write them and an attacker can. */
  extra?: { name: string; data: Buffer }[];
  /** What the file says of its own size. */
  claimed?: { width: number; height: number };
}

export function makePng({
  width,
  height,
  colour,
  extra = [],
  claimed,
}: PngOptions): Buffer<ArrayBuffer> {
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rows.set(colour?.(x, y) ?? [255, 255, 255], y * (width * 3 + 1) + 1 + x * 3);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(claimed?.width ?? width, 0);
  head.writeUInt32BE(claimed?.height ?? height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    ...extra.map(({ name, data }) => chunk(name, data)),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Width and height of the files that we make. Undefined: it is another kind of file. */
export function sizeOf(file: Buffer): { type: 'png' | 'webp'; size: [number, number] } | undefined {
  if (file.subarray(0, 8).equals(SIGNATURE)) {
    return { type: 'png', size: [file.readUInt32BE(16), file.readUInt32BE(20)] };
  }
  const isLossy = file.toString('latin1', 8, 16) === 'WEBPVP8 ';
  if (file.toString('latin1', 0, 4) !== 'RIFF' || !isLossy) return undefined;
  return {
    type: 'webp',
    size: [file.readUInt16LE(26) & 0x3fff, file.readUInt16LE(28) & 0x3fff],
  };
}
