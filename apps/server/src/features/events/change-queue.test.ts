import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createChangeQueue } from './change-queue.ts';

test('changes that wait are told once each, a deletion in place of what was before it', () => {
  const queue = createChangeQueue();
  queue.add({ kind: 'scan', id: 'a' }, 1);
  queue.add({ kind: 'scan', id: 'b' }, 1);
  queue.add({ kind: 'scan', id: 'a' }, 1);
  queue.add({ kind: 'scanner', id: 'a' }, undefined);
  const deleted = { visibility: 'team', byKind: 'user', byId: 'ann' } as const;
  queue.add({ kind: 'scan_deleted', id: 'b', ...deleted }, 1);
  const told = [];
  for (let next = queue.take(); next; next = queue.take()) told.push(next.change);
  expect(told.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
    'scan a',
    'scanner a',
    'scan_deleted b',
  ]);
});

test('past its bound the queue is empty, and says so', () => {
  const queue = createChangeQueue();
  let added = 0;
  while (queue.add({ kind: 'scan', id: `${added}` }, undefined)) added++;
  expect(added).toBe(10_000);
  expect(queue.take()).toBeUndefined();
});

/** Transactions as PostgreSQL runs them: numbered when they begin, told of when they commit. */
interface Run {
  /** Begins the next transaction, or commits one of the open. */
  steps: ('begin' | number)[];
  /** How often something is taken from the queue after each step. */
  takes: number[];
}

const run: fc.Arbitrary<Run> = fc.record({
  steps: fc.array(fc.oneof(fc.constant('begin' as const), fc.nat(5)), { maxLength: 60 }),
  takes: fc.array(fc.nat(3), { minLength: 1, maxLength: 60 }),
});

test('whenever a listener is cut off, its mark is above nothing that it has not been told', () => {
  fc.assert(
    fc.property(run, ({ steps, takes }) => {
      const queue = createChangeQueue();
      const open: number[] = [];
      const untold = new Set<number>();
      let next = 10;
      queue.reach(next);
      const lowestOpen = () => Math.min(next, ...open);
      const check = () => {
        for (const transaction of [...untold, ...open]) {
          expect(queue.mark()).toBeLessThanOrEqual(transaction);
        }
      };
      steps.forEach((step, index) => {
        if (step === 'begin') open.push(next++);
        else {
          // The announcement is made by a transaction that is itself still open.
          const mark = lowestOpen();
          const [committed] = open.splice(step % Math.max(open.length, 1), 1);
          if (committed === undefined) return;
          untold.add(committed);
          queue.add({ kind: 'scan', id: `${committed}` }, mark);
        }
        check();
        for (let n = takes[index % takes.length] ?? 0; n > 0; n--) {
          const taken = queue.take();
          // While it is being told, and when that has been done.
          check();
          untold.delete(Number(taken?.change.id));
          check();
        }
      });
    }),
    { numRuns: 1_000 },
  );
});
