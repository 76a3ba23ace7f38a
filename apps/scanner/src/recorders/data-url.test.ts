import { expect, test } from 'vitest';
import { contentOfDataUrl } from './data-url.ts';

test.each([
  ['data:,plain', 'plain'],
  ['data:text/html,%3Cp%3Ea b,c#part', '<p>a b,c'],
  ['DATA:text/html;charset=utf-8;base64,PHA+aGk=', '<p>hi'],
  ['data:text/html;base64,PHA%2BaGk%3D', '<p>hi'],
  ['data:,gr%C3%BC%zz ä', 'grü%zz ä'],
])('%s holds its content', (url, content) => {
  expect(contentOfDataUrl(url)?.toString('utf8')).toBe(content);
});

test.each(['https://example.org/data:,x', 'data:text/plain', 'blob:null/1'])(
  '%s holds none',
  (url) => {
    expect(contentOfDataUrl(url)).toBeUndefined();
  },
);
