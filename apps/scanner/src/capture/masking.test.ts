import { MASKED, ScanOptions } from '@webhood/contract';
import { expect, test } from 'vitest';
import { createMasking } from './masking.ts';

const masking = createMasking(
  ScanOptions.parse({
    headers: { 'X-Key': 'secret-header' },
    cookies: [{ name: 'session', value: 'secret-cookie' }],
  }),
);

test('no value that the submitter gave appears in options, headers or cookies', () => {
  const shown = JSON.stringify([
    masking.options,
    masking.requestHeaders([
      { name: 'x-key', value: 'secret-header' },
      { name: 'Cookie', value: 'a=b; session=secret-cookie' },
    ]),
    masking.cookieValue('session', 'secret-cookie'),
  ]);
  expect(shown).not.toMatch(/secret/);
});

test('what the site itself set stays readable', () => {
  expect(masking.cookieValue('session', 'renewed-by-site')).toBe('renewed-by-site');
  expect(masking.requestHeaders([{ name: 'Cookie', value: 'a=b; session=secret-cookie' }])).toEqual(
    [{ name: 'Cookie', value: `a=b; session=${MASKED}` }],
  );
});
