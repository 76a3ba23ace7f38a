import { createAddressPolicy, judgeHost } from '@webhood/network-policy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectTarget, forwardTarget } from './target.ts';

/** Any code units, halves of pairs too. Not `unit: 'binary'`, which takes seconds to be made. */
const anyText = fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes));

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
    ['http://0177.1/', { host: '127.0.0.1', port: 80, authority: '127.0.0.1', path: '/' }],
    ['http://%41.com:80/', { host: 'a.com', port: 80, authority: 'a.com', path: '/' }],
    ['http://[::FFFF:7f.1]/', undefined],
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
    anyText.map((rest) => `http://${rest}`),
  );
  fc.assert(
    fc.property(text, (requestTarget) => {
      connectTarget(requestTarget);
      forwardTarget(requestTarget);
    }),
    { numRuns: 2_000 },
  );
});

describe('an address in any notation', () => {
  const policy = createAddressPolicy();
  const v4 = fc.oneof(
    fc.nat(0xff_ffff).map((rest) => 0x7f00_0000 + rest),
    fc.nat(0xff_ffff).map((rest) => 0x0a00_0000 + rest),
    fc.nat(0xffff).map((rest) => 0xc0a8_0000 + rest),
    fc.nat(0xf_ffff).map((rest) => 0xac10_0000 + rest),
    fc.constant(0xa9fe_a9fe),
  );
  const radix = fc.constantFrom(
    (value: number) => value.toString(10),
    (value: number) => `0x${value.toString(16)}`,
    (value: number) => `0${value.toString(8)}`,
  );
  const escaped = (text: string, mask: number) =>
    [...text].map((one, at) => (mask & (1 << at) ? `%${one.charCodeAt(0).toString(16)}` : one));

  it('is seen as the address that it is, so that policy refuses it', () => {
    fc.assert(
      fc.property(
        v4,
        fc.integer({ min: 1, max: 4 }),
        fc.array(radix, { minLength: 4, maxLength: 4 }),
        fc.nat(0xffff),
        fc.boolean(),
        (value, count, radices, mask, dotted) => {
          const bytes = [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
          const parts = [...bytes.slice(0, count - 1), value % 256 ** (5 - count)];
          const written = parts.map((part, at) => radices[at]?.(part)).join('.');
          const host = `${escaped(written, mask).join('')}${dotted ? '.' : ''}`;
          const targets = [connectTarget(`${host}:8080`), forwardTarget(`http://${host}:8080/`)];
          for (const target of targets) {
            expect(target?.host).toBe(bytes.join('.'));
            expect(policy.judge(target?.host ?? '').allowed).toBe(false);
            expect(judgeHost(target?.host ?? '', policy).allowed).toBe(false);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('no text leads anywhere but to a host and a port', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const target of [connectTarget(text), forwardTarget(`http://${text}`)]) {
          if (target === undefined) continue;
          expect(URL.canParse(`http://${target.host}:${target.port}/`)).toBe(true);
          expect(target.host).not.toMatch(/[\s/?#@\\]/);
        }
      }),
    );
  });
});
