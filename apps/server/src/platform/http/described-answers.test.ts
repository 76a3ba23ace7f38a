import { expect, test } from 'vitest';
import { describeAnswers } from './described-answers.ts';

test('an answer that nothing was said of has the meaning of its status', () => {
  const responses = {
    202: { description: 'Default Response', content: 'kept' },
    200: { description: 'The screenshot' },
    '4XX': { description: 'Default Response' },
  };
  const document = {
    openapi: '3.1.0',
    paths: { '/a': { get: { summary: 's', responses }, head: {} } },
  };
  expect(describeAnswers(document)).toEqual({
    openapi: '3.1.0',
    paths: {
      '/a': {
        get: {
          summary: 's',
          responses: {
            202: { description: 'Accepted', content: 'kept' },
            200: { description: 'The screenshot' },
            '4XX': { description: 'Refused; `code` says why, `detail` what to do' },
          },
        },
        head: {},
      },
    },
  });
});
