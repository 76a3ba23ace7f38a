import { expect, test } from 'vitest';
import { createUploadReservations } from './upload-reservations.ts';

const job = { scanId: 'a', attempt: 1 };

test('uploads of one attempt share its room, each attempt has its own', () => {
  const { reserve } = createUploadReservations();
  expect(reserve(job, 6, 10)).toBeDefined();
  expect(reserve(job, 5, 10)).toBeUndefined();
  expect(reserve(job, 4, 10)).toBeDefined();
  expect(reserve(job, 0, 10)).toBeDefined();
  expect(reserve({ ...job, attempt: 2 }, 10, 10)).toBeDefined();
});

test('what is given back can be taken again, once', () => {
  const { reserve } = createUploadReservations();
  const giveBack = reserve(job, 6, 10);
  expect(reserve(job, 4, 10)).toBeDefined();
  giveBack?.();
  giveBack?.();
  expect(reserve(job, 7, 10)).toBeUndefined();
  expect(reserve(job, 6, 10)).toBeDefined();
});
