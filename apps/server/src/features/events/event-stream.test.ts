import { expect, test } from 'vitest';
import { createEventStream, EVENT_BUFFER_BYTES, type EventSink } from './event-stream.ts';

function slowSink() {
  const sink = {
    written: '',
    writableLength: 0,
    destroyed: false,
    write(text: string) {
      sink.written += text;
      sink.writableLength += text.length;
      return false;
    },
    destroy() {
      sink.destroyed = true;
    },
    end() {},
  } satisfies EventSink & Record<string, unknown>;
  return sink;
}

test('an event is one frame, whatever its data contain', () => {
  const sink = slowSink();
  createEventStream(sink).send({ event: 'scan_deleted', data: { id: 'a\n\ndata: forged' } }, '1');
  expect(sink.written).toBe('id: 1\nevent: scan_deleted\ndata: {"id":"a\\n\\ndata: forged"}\n\n');
});

test('a client that does not read is cut off before its buffer passes the bound', () => {
  const sink = slowSink();
  const stream = createEventStream(sink);
  const event = { event: 'scan_deleted', data: { id: 'x'.repeat(1_000) } } as const;
  let sent = 0;
  while (stream.send(event, '1')) sent++;
  expect(sent).toBeGreaterThan(100);
  expect(sink.destroyed).toBe(true);
  expect(sink.writableLength).toBeLessThanOrEqual(EVENT_BUFFER_BYTES);
});
