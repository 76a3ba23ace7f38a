import { expect, test } from 'vitest';
import { createListTurns } from './list-turns.ts';

test('three lists run at once, the others in their order, and what waits is bounded', async () => {
  const turns = createListTurns();
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const list = (n: number) =>
    turns.take(async () => {
      begun.push(n);
      await new Promise<void>((resolve) => ends.push(resolve));
    });
  const lists = Array.from({ length: 53 }, (_, n) => list(n));
  await expect(list(53)).rejects.toMatchObject({ code: 'unavailable' });
  expect(begun).toEqual([0, 1, 2]);
  for (let end = ends.shift(); end; end = ends.shift()) {
    end();
    await new Promise(setImmediate);
  }
  await Promise.all(lists);
  expect(begun).toEqual(lists.map((_, n) => n));
});

test('a list that fails gives its turn to the next', async () => {
  const turns = createListTurns();
  const fails = Array.from({ length: 5 }, () => turns.take(() => Promise.reject(new Error('no'))));
  expect((await Promise.allSettled(fails)).map(({ status }) => status)).toEqual(
    fails.map(() => 'rejected'),
  );
  expect(await turns.take(async () => 'done')).toBe('done');
});
