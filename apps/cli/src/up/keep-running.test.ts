import { expect, test } from 'vitest';
import { keepRunning } from './keep-running.ts';
import type { ManagedProcess, ProcessExit } from './managed-process.ts';

const CRASH: ProcessExit = { code: 1, signal: null };

/** A process that ends when told, on a clock that only waits move. */
function harness(livesMs: number[]) {
  let time = 0;
  const waits: number[] = [];
  let starts = 0;
  let stopped = 0;
  let caughtUp = () => {};
  const settled = new Promise<void>((resolve) => {
    caughtUp = resolve;
  });
  const start = (): ManagedProcess => {
    const lifeMs = livesMs[starts];
    starts += 1;
    let end = (_: ProcessExit) => {};
    const exited = new Promise<ProcessExit>((resolve) => {
      end = resolve;
    });
    if (lifeMs === undefined) caughtUp();
    else {
      time += lifeMs;
      end(CRASH);
    }
    return {
      exited,
      send: () => undefined,
      kill: () => {},
      stop: async () => {
        stopped += 1;
        end({ code: 0, signal: null });
      },
    };
  };
  const kept = keepRunning({
    start,
    onExit: (_, waitMs) => waits.push(waitMs),
    now: () => time,
    pause: async (ms) => {
      time += ms;
    },
  });
  return { kept, waits, settled, starts: () => starts, stopped: () => stopped };
}

test('a process that keeps failing is started again after longer and longer waits', async () => {
  const h = harness([10, 10, 10, 10, 10, 10, 10]);
  await h.settled;
  expect(h.waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  await h.kept.stop();
});

test('after a long life the next start is quick again', async () => {
  const h = harness([10, 10, 100_000, 10]);
  await h.settled;
  expect(h.waits).toEqual([1_000, 2_000, 1_000, 2_000]);
  await h.kept.stop();
});

test('stopping ends the process and starts no other', async () => {
  const h = harness([]);
  await h.settled;
  await h.kept.stop();
  expect([h.starts(), h.stopped(), h.waits.length]).toEqual([1, 1, 0]);
});

test('a restart that is asked for waits for nothing and is no failure', async () => {
  const { kept, waits, settled, starts } = harness([]);
  await settled;
  kept.restart();
  await expect.poll(starts).toBe(2);
  expect(waits).toEqual([]);
  await kept.stop();
});
