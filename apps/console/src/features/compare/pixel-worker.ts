/** Compares screenshots pixel by pixel, beside the page. One question, one answer. */
import pixelmatch from 'pixelmatch';

/** Pixels of each picture; a full page of 1,920 by 8,000. */
const COMPARED_PIXELS = 16_000_000;

export type PixelQuestion = { a: string; b: string };
export type PixelAnswer =
  | { kind: 'failed' }
  | {
      kind: 'compared';
      image: ImageBitmap;
      /** Of all that was compared, from 0 to 1. */
      share: number;
      sizes: { a: [number, number]; b: [number, number] };
      /** Rows that were compared, where that is not all. */
      cutAt: number | null;
    };

self.onmessage = async ({ data }: MessageEvent<PixelQuestion>) => {
  try {
    const [a, b] = await Promise.all([picture(data.a), picture(data.b)]);
    const answer = compare(a, b);
    self.postMessage(answer, { transfer: [answer.image] });
  } catch {
    // A picture that cannot be had or decoded: the page says that there is nothing to show.
    self.postMessage({ kind: 'failed' } satisfies PixelAnswer);
  }
};

async function picture(url: string): Promise<ImageBitmap> {
  const answer = await fetch(url, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return createImageBitmap(await answer.blob());
}

function compare(a: ImageBitmap, b: ImageBitmap): PixelAnswer & { kind: 'compared' } {
  const width = Math.max(a.width, b.width);
  const whole = Math.max(a.height, b.height);
  const height = Math.min(whole, Math.max(1, Math.floor(COMPARED_PIXELS / width)));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  const dataOf = (image: ImageBitmap) => {
    context.clearRect(0, 0, width, height);
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, width, height).data;
  };
  const output = context.createImageData(width, height);
  const before = dataOf(a);
  const after = dataOf(b);
  const different = pixelmatch(before, after, output.data, width, height, { threshold: 0.1 });
  context.putImageData(output, 0, 0);
  return {
    kind: 'compared',
    image: canvas.transferToImageBitmap(),
    share: different / (width * height),
    sizes: { a: [a.width, a.height], b: [b.width, b.height] },
    cutAt: height < whole ? height : null,
  };
}
