import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { makePng, sizeOf } from '../../../test/pictures.ts';
import { createPictureRedrawer } from './redraw-picture.ts';

const pictures = createPictureRedrawer();
const spy = createPictureRedrawer({
  child: join(import.meta.dirname, 'picture-spy.fixture.ts'),
  timeoutMs: 3_000,
});

const from = (file: Buffer) => Readable.from([file]);

async function redrawn(file: Buffer, size: 'thumbnail' | 'display'): Promise<Buffer> {
  const outcome = await pictures.redraw(from(file), size);
  if (outcome.kind !== 'redrawn') throw new Error(JSON.stringify(outcome));
  return outcome.content;
}

const MARKER = 'only in the file of the page';

test('what is drawn anew has the same pixels, and nothing else of the file', async () => {
  const file = makePng({
    width: 64,
    height: 48,
    colour: (x, y) => [x * 4, y * 5, (x * y) % 256],
    extra: [{ name: 'tEXt', data: Buffer.from(`Comment\0${MARKER}`) }],
  });
  expect(file.includes(MARKER)).toBe(true);
  const again = await redrawn(file, 'display');
  expect(again.includes(MARKER)).toBe(false);
  expect(sizeOf(again)).toEqual({ type: 'png', size: [64, 48] });
  // Drawing ours once more changes nothing, so the pixels that were read are those that were written.
  expect((await redrawn(again, 'display')).equals(again)).toBe(true);
  expect(again.equals(await redrawn(makePng({ width: 64, height: 48 }), 'display'))).toBe(false);
});

test('a thumbnail is the top of the page, 480 pixels wide', async () => {
  const tall = makePng({ width: 960, height: 3_000, colour: (_, y) => [y < 600 ? 0 : 255, 0, 0] });
  const content = await redrawn(tall, 'thumbnail');
  expect(sizeOf(content)).toEqual({ type: 'webp', size: [480, 300] });
  expect(content.length).toBeLessThan(2_000);
  const small = await redrawn(makePng({ width: 100, height: 20 }), 'thumbnail');
  expect(sizeOf(small)).toEqual({ type: 'webp', size: [100, 20] });
});

test('what is no picture, or a broken one, is called so', async () => {
  const broken = makePng({ width: 40, height: 40 });
  broken.fill(0xff, 60, 80);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>');
  for (const file of [Buffer.alloc(0), svg, broken, broken.subarray(0, 50)]) {
    expect(await pictures.redraw(from(file), 'display')).toEqual({ kind: 'unreadable' });
  }
});

test('a picture that says it is huge is refused before anything is decoded', async () => {
  const file = makePng({ width: 1, height: 1, claimed: { width: 60_000, height: 60_000 } });
  expect(await pictures.redraw(from(file), 'display')).toEqual({ kind: 'too_large' });
});

test('the process that draws has no environment, no files, and may start nothing', async () => {
  const told = await spy.redraw(from(Buffer.from('x')), 'thumbnail');
  if (told.kind !== 'redrawn') throw new Error(JSON.stringify(told));
  expect(JSON.parse(told.content.toString())).toEqual({
    environment: [],
    read: 'ERR_ACCESS_DENIED',
    parent: 'ERR_ACCESS_DENIED',
    write: 'ERR_ACCESS_DENIED',
    run: 'ERR_ACCESS_DENIED',
  });
});

test('a process that does not end is ended', async () => {
  const outcome = await spy.redraw(from(Buffer.from('x')), 'display');
  expect(outcome).toEqual({ kind: 'failed', reason: 'ended by SIGKILL' });
});

test('a source that fails is the failure, not a picture', async () => {
  const source = new Readable({
    read() {
      this.destroy(new Error('the store is away'));
    },
  });
  await expect(pictures.redraw(source, 'display')).rejects.toThrow('the store is away');
});
