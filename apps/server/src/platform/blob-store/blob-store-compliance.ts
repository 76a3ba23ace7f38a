/** What every blob store must do. Run by each store's own integration test. */
import { createHash, randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BlobStore } from './blob-store.ts';

interface Subject {
  store: BlobStore;
  /** Names of everything that is physically there, also what is unfinished. */
  leftovers(): Promise<string[]>;
  close(): Promise<void>;
}

export const sha256Of = (content: Buffer): string =>
  createHash('sha256').update(content).digest('hex');

export function blobStoreCompliance(name: string, open: () => Promise<Subject>): void {
  describe(`blob store compliance: ${name}`, () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject.close());

    const content = randomBytes(300_000);
    const sha256 = sha256Of(content);
    const putContent = () =>
      subject.store.put(Readable.from([content]), { sha256, maxBytes: content.length });

    test('what was put comes back byte for byte, with its size', async () => {
      expect(await putContent()).toBe(content.length);
      const opened = await subject.store.open(sha256);
      expect(opened?.sizeBytes).toBe(content.length);
      expect(opened && (await buffer(opened.stream)).equals(content)).toBe(true);
      expect(await subject.store.has(sha256)).toBe(true);
    });

    test('a range comes back without the rest, and with the whole size', async () => {
      await putContent();
      const opened = await subject.store.open(sha256, { start: 10, end: 19 });
      expect(opened?.sizeBytes).toBe(content.length);
      expect(opened && (await buffer(opened.stream)).equals(content.subarray(10, 20))).toBe(true);
    });

    test('putting the same content again, many times at once, changes nothing', async () => {
      await Promise.all(Array.from({ length: 10 }, putContent));
      const opened = await subject.store.open(sha256);
      expect(opened && (await buffer(opened.stream)).equals(content)).toBe(true);
    });

    test('one wrong byte is refused and leaves nothing', async () => {
      const wrong = Buffer.from(content);
      wrong[0] = (wrong[0] ?? 0) ^ 1;
      const announced = sha256Of(randomBytes(8));
      const before = await subject.leftovers();
      const put = subject.store.put(Readable.from([wrong]), {
        sha256: announced,
        maxBytes: wrong.length,
      });
      await expect(put).rejects.toMatchObject({ code: 'hash_mismatch' });
      expect(await subject.store.has(announced)).toBe(false);
      expect(await subject.leftovers()).toEqual(before);
    });

    test('one byte too many is refused and leaves nothing', async () => {
      const fresh = randomBytes(1_000);
      const before = await subject.leftovers();
      const put = subject.store.put(Readable.from([fresh]), {
        sha256: sha256Of(fresh),
        maxBytes: 999,
      });
      await expect(put).rejects.toMatchObject({ code: 'payload_too_large' });
      expect(await subject.leftovers()).toEqual(before);
    });

    test('a sender that breaks off leaves nothing', async () => {
      const fresh = randomBytes(1_000);
      const before = await subject.leftovers();
      const sender = new PassThrough();
      sender.write(fresh);
      const put = subject.store.put(sender, { sha256: sha256Of(fresh), maxBytes: 2_000 });
      sender.destroy(new Error('connection reset'));
      await expect(put).rejects.toThrow();
      expect(await subject.leftovers()).toEqual(before);
    });

    test('an empty blob is a blob', async () => {
      const empty = sha256Of(Buffer.alloc(0));
      expect(await subject.store.put(Readable.from([]), { sha256: empty, maxBytes: 0 })).toBe(0);
      expect((await subject.store.open(empty))?.sizeBytes).toBe(0);
    });

    test('what is deleted is gone, and deleting again is no error', async () => {
      const fresh = randomBytes(100);
      const hash = sha256Of(fresh);
      await subject.store.put(Readable.from([fresh]), { sha256: hash, maxBytes: 100 });
      await subject.store.delete(hash);
      await subject.store.delete(hash);
      expect(await subject.store.has(hash)).toBe(false);
      expect(await subject.store.open(hash)).toBeUndefined();
    });

    test('the sweeper sees every blob once', async () => {
      await putContent();
      const seen: string[] = [];
      for await (const blob of subject.store.list()) seen.push(blob.sha256);
      expect(seen.filter((each) => each === sha256)).toHaveLength(1);
    });

    test('nothing but a hash is an address', async () => {
      await expect(async () => subject.store.open('../../etc/passwd')).rejects.toThrow(TypeError);
    });
  });
}
