/**
 * The process that decodes one picture of a stranger's page and writes it anew. It is given the
 * bytes and nothing else: an empty environment, no files but its own code, bounded memory, and a
 * parent that kills it when it is late. The decoder itself is WebAssembly, so what a crafted file
 * could take over is a heap without anything in it.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PictureSize } from '@webhood/contract';
import { MOST_PIXELS, PICTURE_EXIT, pngSize, THUMBNAIL } from './picture-bounds.ts';

/** What the codecs know from browsers. */
class PlainImageData implements ImageData {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  constructor(data: Uint8ClampedArray<ArrayBuffer>, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}
Object.assign(globalThis, { ImageData: PlainImageData });

async function wasm(specifier: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(fileURLToPath(import.meta.resolve(specifier))));
}

async function decode(png: Buffer): Promise<ImageData> {
  const { decode: decodePng, init } = await import('@jsquash/png/decode.js');
  await init(await wasm('@jsquash/png/codec/pkg/squoosh_png_bg.wasm'));
  // The codec wants a buffer of its own.
  return decodePng(new Uint8Array(png).buffer);
}

/** The same pixels in a file of our own: no chunk, profile or comment of the old one survives. */
async function asPng(pixels: ImageData): Promise<ArrayBuffer> {
  const { default: encode, init } = await import('@jsquash/png/encode.js');
  await init(await wasm('@jsquash/png/codec/pkg/squoosh_png_bg.wasm'));
  return encode(pixels);
}

/** The top of the page, as a list shows it. */
async function asThumbnail(pixels: ImageData): Promise<ArrayBuffer> {
  const rows = Math.max(1, Math.min(pixels.height, Math.round(pixels.width * THUMBNAIL.aspect)));
  const top = new PlainImageData(pixels.data.slice(0, rows * pixels.width * 4), pixels.width, rows);
  const small = pixels.width > THUMBNAIL.width ? await resized(top) : top;
  const { default: encode, init } = await import('@jsquash/webp/encode.js');
  await init(await wasm('@jsquash/webp/codec/enc/webp_enc_simd.wasm'));
  return encode(small, { quality: THUMBNAIL.quality, method: 2 });
}

async function resized(pixels: ImageData): Promise<ImageData> {
  const { default: resize, initResize } = await import('@jsquash/resize');
  await initResize(await wasm('@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm'));
  const height = Math.max(1, Math.round((pixels.height * THUMBNAIL.width) / pixels.width));
  return resize(pixels, {
    width: THUMBNAIL.width,
    height,
    method: 'triangle',
    premultiply: false,
    linearRGB: false,
  });
}

async function readInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // The parent sends no more than it has bounded.
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function run(size: PictureSize): Promise<number> {
  const png = await readInput();
  const told = pngSize(png);
  if (!told) return PICTURE_EXIT.unreadable;
  if (told.width * told.height > MOST_PIXELS) return PICTURE_EXIT.tooLarge;
  const pixels = await decode(png).catch(() => undefined);
  if (!pixels) return PICTURE_EXIT.unreadable;
  const output = await (size === 'thumbnail' ? asThumbnail(pixels) : asPng(pixels));
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(new Uint8Array(output), (error) => (error ? reject(error) : resolve()));
  });
  return PICTURE_EXIT.done;
}

process.exitCode = await run(process.argv[2] === 'thumbnail' ? 'thumbnail' : 'display');
