import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAdmission, type Place } from './admission.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A machine of two cores whose business and memory the test decides. */
function machine() {
  const state = { share: 1, availableBytes: 2 ** 34, totalMs: 0, busyMs: 0 };
  return {
    state,
    load: {
      processorTimes() {
        state.totalMs += 1_000;
        state.busyMs += 1_000 * state.share;
        return { busyMs: state.busyMs, totalMs: state.totalMs };
      },
      availableBytes: () => state.availableBytes,
    },
  };
}

function enterMany(admission: ReturnType<typeof createAdmission>, count: number) {
  const inside: Place[] = [];
  for (let each = 0; each < count; each += 1) {
    void admission.enter().then((place) => {
      place.begin();
      inside.push(place);
    });
  }
  return inside;
}

test('busy cores carry two scans each, however many are asked for', async () => {
  const { load } = machine();
  const inside = enterMany(createAdmission({ most: 32, cores: 2, load }), 32);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(inside).toHaveLength(4);
});

test('one that leaves lets the next in at once', async () => {
  const { load } = machine();
  const inside = enterMany(createAdmission({ most: 32, cores: 2, load }), 6);
  await vi.advanceTimersByTimeAsync(0);
  inside[0]?.leave();
  inside[0]?.leave();
  await vi.advanceTimersByTimeAsync(0);
  expect(inside).toHaveLength(5);
});

test('scans that only wait do not keep others out', async () => {
  const { load, state } = machine();
  state.share = 0.1;
  const inside = enterMany(createAdmission({ most: 8, cores: 2, load }), 10);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(inside).toHaveLength(8);
});

test('without memory only one runs', async () => {
  const { load, state } = machine();
  state.availableBytes = 2 ** 20;
  const inside = enterMany(createAdmission({ most: 8, cores: 2, load }), 3);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(inside).toHaveLength(1);
});

test('who gives up waiting takes nobody’s place', async () => {
  const { load } = machine();
  const admission = createAdmission({ most: 1, cores: 2, load });
  const place = await admission.enter();
  const stop = new AbortController();
  const stopped = admission.enter(stop.signal);
  const next = admission.enter();
  stop.abort(new Error('stopped'));
  await expect(stopped).rejects.toThrow('stopped');
  place.leave();
  await expect(next).resolves.toBeDefined();
});

test('nobody is let in past the base while a place is held without a scan', async () => {
  const { load, state } = machine();
  state.share = 0;
  const admission = createAdmission({ most: 8, cores: 2, load });
  const first = await admission.enter();
  const inside = enterMany(admission, 7);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(inside).toHaveLength(3);
  first.begin();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(inside).toHaveLength(7);
});
