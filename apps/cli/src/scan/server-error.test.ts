import { ApiError } from '@webhood/client';
import { expect, test } from 'vitest';
import { sentenceOf } from './server-error.ts';

const fault = (errors: { field: string; message: string }[]) =>
  new ApiError({ code: 'malformed_url', status: 400, detail: 'The host has a space.', errors });

test('a fault that the sentence tells is not told again', () => {
  expect(sentenceOf(fault([{ field: 'url', message: 'The host has a space.' }]))).toBe(
    'The host has a space.',
  );
});

test('a fault that the sentence does not tell is named with its field', () => {
  expect(sentenceOf(fault([{ field: 'options.timeoutMs', message: 'Too small.' }]))).toBe(
    'The host has a space. options.timeoutMs: Too small.',
  );
});
