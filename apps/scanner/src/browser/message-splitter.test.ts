import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMessageSplitter } from './message-splitter.ts';

function split(chunks: Buffer[], maxBytes = 1_000_000) {
  const messages: string[] = [];
  const oversized: number[] = [];
  const splitter = createMessageSplitter({
    maxBytes,
    onMessage: (text) => messages.push(text),
    onOversized: (_, sizeBytes) => oversized.push(sizeBytes),
  });
  for (const chunk of chunks) splitter.push(chunk);
  return { messages, oversized };
}

test('messages arrive whole however the pipe cuts them', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((s) => !s.includes('\0'));
  fc.assert(
    fc.property(fc.array(text), fc.integer({ min: 1, max: 7 }), (texts, step) => {
      const wire = Buffer.from(texts.map((part) => `${part}\0`).join(''));
      const chunks = [];
      for (let at = 0; at < wire.length; at += step) chunks.push(wire.subarray(at, at + step));
      expect(split(chunks).messages).toEqual(texts);
    }),
  );
});

test('a message past the bound is skipped and the next one still read', () => {
  const { messages, oversized } = split([Buffer.from('a'.repeat(50)), Buffer.from('\0next\0')], 10);
  expect(messages).toEqual(['next']);
  expect(oversized).toEqual([50]);
});
