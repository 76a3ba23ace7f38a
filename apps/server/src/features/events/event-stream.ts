import type { ServerEvent } from '@webhood/contract';

/** The part of a response that a stream of events needs. */
export interface EventSink {
  write(text: string): boolean;
  readonly writableLength: number;
  destroy(): void;
  end(): void;
}

/**
 * What may wait for a slow client, in bytes: some hundred events. Past it the client is cut off;
 * it comes back, is told what it missed, and has lost nothing.
 */
export const EVENT_BUFFER_BYTES = 1024 * 1024;

/** Server-sent events (HTML standard, 9.2) to one client, bounded. */
export function createEventStream(sink: EventSink) {
  function write(text: string): boolean {
    if (sink.writableLength + text.length > EVENT_BUFFER_BYTES) {
      sink.destroy();
      return false;
    }
    sink.write(text);
    return true;
  }
  return {
    /** JSON has no line ends outside its strings, and escapes them inside. */
    send: ({ event, data }: ServerEvent, id: string): boolean =>
      write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    /** Keeps proxies from cutting an idle connection. `id`: where to go on from, if that is known. */
    beat: (id?: string): boolean =>
      write(id === undefined ? ': beat\n\n' : `: beat\nid: ${id}\n\n`),
    end: (): void => sink.end(),
  };
}

export type EventStream = ReturnType<typeof createEventStream>;
