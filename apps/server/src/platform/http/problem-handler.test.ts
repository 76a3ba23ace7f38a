import { expect, test } from 'vitest';
import { toAppError } from './problem-handler.ts';

test("a value that the database cannot keep is the caller's fault, other refusals are ours", () => {
  const thrown = (code: string) => toAppError(Object.assign(new Error('refused'), { code }));
  for (const code of ['22021', '22P05', '22P02', '22003']) {
    expect(thrown(code)).toMatchObject({ code: 'invalid_request', status: 400 });
    expect(thrown(code).publicMessage).not.toContain('refused');
  }
  expect(thrown('23505')).toMatchObject({ code: 'internal_error', status: 500 });
});
