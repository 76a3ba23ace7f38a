import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectTarget, forwardTarget } from './target.ts';

describe('the target of a CONNECT request', () => {
  it.each([
    ['example.com:443', { host: 'example.com', port: 443 }],
    ['EXAMPLE.com.:8443', { host: 'example.com.', port: 8443 }],
    ['[2606:4700::1]:443', { host: '[2606:4700::1]', port: 443 }],
    ['0x7f.1:80', { host: '127.0.0.1', port: 80 }],
    ['2130706433:80', { host: '127.0.0.1', port: 80 }],
    ['[::ffff:127.0.0.1]:80', { host: '[::ffff:7f00:1]', port: 80 }],
  ])('%s is read as the browser reads it', (text, target) => {
    expect(connectTarget(text)).toEqual(target);
  });

  it.each([
    '',
    'example.com',
    'example.com:',
    'example.com:0',
    'example.com:65536',
    ':443',
    'a/b:1',
  ])('%j is none', (text) => expect(connectTarget(text)).toBeUndefined());

  it.each(['u@a.com:443', 'a.com:443/', '[::1:443', 'a b:443', 'http://a.com:443', '256.1.1.1:80'])(
    '%j is none',
    (text) => expect(connectTarget(text)).toBeUndefined(),
  );
});

describe('the target of a plain request', () => {
  it.each([
    ['http://a.com/', { host: 'a.com', port: 80, authority: 'a.com', path: '/' }],
    ['http://a.com', { host: 'a.com', port: 80, authority: 'a.com', path: '/' }],
    ['http://a.com?q', { host: 'a.com', port: 80, authority: 'a.com', path: '/?q' }],
    ['HTTP://a.com:81/%2e/..?#', undefined],
    [
      'http://a.com:81/%2e/..?b=//',
      { host: 'a.com', port: 81, authority: 'a.com:81', path: '/%2e/..?b=//' },
    ],
    ['http://0177.1/', { host: '127.0.0.1', port: 80, authority: '0177.1', path: '/' }],
    ['https://a.com/', undefined],
    ['/path', undefined],
    ['http://u:p@a.com/', undefined],
    ['http://a@127.0.0.1/', undefined],
    ['http://a.com@127.0.0.1:80/', undefined],
    ['http://a.com\\@127.0.0.1/', undefined],
    ['http://@127.0.0.1/', undefined],
    ['http://a.com/@b', { host: 'a.com', port: 80, authority: 'a.com', path: '/@b' }],
    ['http://a.com:0/', undefined],
    ['http:///', undefined],
    ['*', undefined],
  ])('%s', (text, target) => {
    expect(forwardTarget(text)).toEqual(target);
  });
});

it('no request makes it throw', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }).map((rest) => `http://${rest}`),
  );
  fc.assert(
    fc.property(text, (requestTarget) => {
      connectTarget(requestTarget);
      forwardTarget(requestTarget);
    }),
    { numRuns: 2_000 },
  );
});
