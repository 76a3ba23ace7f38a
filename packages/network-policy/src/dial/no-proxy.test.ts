import { expect, it } from 'vitest';
import { parseNoProxy } from './no-proxy.ts';

function bypasses(list: string, host: string, port = 443): boolean {
  const parsed = parseNoProxy(list);
  if (parsed.kind === 'invalid') throw new Error(parsed.faults.join(' '));
  return parsed.bypasses(host, port);
}

it.each([
  ['example.com', 'example.com'],
  ['example.com', 'a.EXAMPLE.com.'],
  ['.example.com', 'example.com'],
  ['*.example.com', 'a.b.example.com'],
  ['a.com, b.com  c.com', 'c.com'],
  ['*', 'anything.example'],
  ['intranet', 'intranet'],
  ['127.0.0.1', '127.0.0.1'],
  ['10.0.0.0/8', '10.20.30.40'],
  ['fd00::/8', '[fd12::1]'],
  ['::1', '[::1]'],
  ['[::1]:443', '[::1]'],
  ['example.com:443', 'www.example.com'],
])('%j lets %s go direct', (list, host) => {
  expect(bypasses(list, host)).toBe(true);
});

it.each([
  ['', 'example.com'],
  ['example.com', 'notexample.com'],
  ['example.com', 'example.com.evil.org'],
  ['a.example.com', 'example.com'],
  ['example.com:8443', 'example.com'],
  ['10.0.0.0/8', '11.0.0.1'],
  ['10.0.0.0/8', '10.example.com'],
  ['127.0.0.1', '127.0.0.11'],
])('%j sends %s through the proxy', (list, host) => {
  expect(bypasses(list, host)).toBe(false);
});

it('names every entry that it cannot read', () => {
  expect(parseNoProxy('ok.com, a b/c, http://x.com, 10.0.0.1/8')).toEqual({
    kind: 'invalid',
    faults: [
      expect.stringContaining('b/c'),
      expect.stringContaining('http://x.com'),
      expect.stringContaining('10.0.0.1/8'),
    ],
  });
});
