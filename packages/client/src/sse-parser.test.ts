import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSseParser, type SseMessage } from './sse-parser.ts';

const STREAM =
  ': hello\r\n\r\nid: 7\r\nevent: scan\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata:x\n\nevent: empty\n\n';
const MESSAGES: SseMessage[] = [
  { event: 'scan', data: '{"a":\n1}', id: '7' },
  { event: 'message', data: 'x', id: '7' },
];

test('comments and events without data are dropped, the id is kept for what follows', () => {
  expect(createSseParser().push(STREAM)).toEqual(MESSAGES);
});

test('the messages do not depend on where the network cuts the stream', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 12 }), (cuts) => {
      const parser = createSseParser();
      const places = [0, ...cuts.sort((a, b) => a - b), STREAM.length];
      const parts = places.slice(1).map((end, index) => STREAM.slice(places[index], end));
      expect(parts.flatMap((part) => parser.push(part))).toEqual(MESSAGES);
    }),
  );
});

test('a line without end is refused instead of filling the memory', () => {
  const parser = createSseParser();
  expect(() => parser.push('x'.repeat(5 * 1024 * 1024))).toThrow(RangeError);
});
