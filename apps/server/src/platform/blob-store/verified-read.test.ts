import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verifiedRead } from './verified-read.ts';

const sha256Of = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }).map(Buffer.from));

test('content with its hash is passed on as it is, in whatever pieces it comes', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, async (parts) => {
      const whole = Buffer.concat(parts);
      const read = verifiedRead(Readable.from(parts), sha256Of(whole), () => expect.fail());
      expect(await buffer(read)).toEqual(whole);
    }),
  );
});

test('of content with another hash the end never comes', async () => {
  const parts = [Buffer.from('begin'), Buffer.from('middle'), Buffer.from('end')];
  let damaged = 0;
  const read = verifiedRead(Readable.from(parts), sha256Of(Buffer.from('other')), () => {
    damaged += 1;
  });
  let got = '';
  read.on('data', (piece) => {
    got += piece;
  });
  await expect(new Promise((_, failed) => read.on('error', failed))).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect(got).toBe('beginmiddle');
  expect(damaged).toBe(1);
});

test('a source that breaks off fails the reader', async () => {
  const source = Readable.from(
    (async function* () {
      yield Buffer.from('begin');
      throw new Error('cut');
    })(),
  );
  await expect(buffer(verifiedRead(source, '', () => expect.fail()))).rejects.toThrow('cut');
});
