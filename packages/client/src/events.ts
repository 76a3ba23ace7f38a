import { ServerEvent } from '@webhood/contract';
import { backOffMs, pause } from './back-off.ts';
import { ApiError, InvalidResponseError, NetworkError } from './errors.ts';
import { asNetworkError, type Http } from './http.ts';
import { createSseParser, type SseMessage } from './sse-parser.ts';

/** The server sends a comment well within this; silence beyond it means a dead connection. */
const SILENCE_MS = 60_000;

export type EventStreamState = 'connecting' | 'open' | 'waiting';

export type EventsOptions = {
  /** Continue after this event, as far as the server still has what followed. */
  lastEventId?: string | undefined;
  /** Ends the iteration without an error. */
  signal?: AbortSignal | undefined;
  onState?: ((state: EventStreamState) => void) | undefined;
};

/**
 * The server's events, for as long as the caller listens: reconnects by itself, and goes on where
 * it was. After a gap that the server cannot fill, `resync` says that some may be lost.
 * @throws ApiError when the server refuses for good (not signed in, not allowed).
 */
export async function* eventStream(
  http: Http,
  options: EventsOptions = {},
): AsyncGenerator<ServerEvent, void, void> {
  const { signal, onState } = options;
  let lastEventId = options.lastEventId;
  let failures = 0;
  let opened = false;
  while (!signal?.aborted) {
    onState?.('connecting');
    try {
      const response = await connect(http, lastEventId, signal);
      failures = 0;
      onState?.('open');
      // Nothing says where it was.
      if (opened && lastEventId === undefined) yield { event: 'resync', data: {} };
      opened = true;
      for await (const { message, lastId } of messages(response, signal)) {
        lastEventId = lastId ?? lastEventId;
        const event = message && eventOf(message);
        if (event) yield event;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (isFinal(error)) throw error;
      const wait = error instanceof ApiError ? error.retryAfterMs : null;
      failures += 1;
      onState?.('waiting');
      await pause(wait ?? backOffMs(failures), signal);
      continue;
    }
    // The server closed the stream in good order (it restarts): not a failure, but no hurry either.
    if (signal?.aborted) return;
    failures += 1;
    onState?.('waiting');
    await pause(backOffMs(failures), signal);
  }
}

async function connect(
  http: Http,
  lastEventId: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Response> {
  return http.open({
    route: 'events',
    accept: 'text/event-stream',
    signal,
    ...(lastEventId === undefined ? {} : { headers: { 'last-event-id': lastEventId } }),
  });
}

/** Waiting helps against a lost connection or a busy server, not against a refusal. */
function isFinal(error: unknown): boolean {
  if (error instanceof NetworkError) return false;
  if (error instanceof ApiError) return error.status < 500 && error.status !== 429;
  return true;
}

async function* messages(
  response: Response,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ message?: SseMessage; lastId: string | null }> {
  if (!response.body) throw new InvalidResponseError('The event stream has no body.');
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const parser = createSseParser();
  try {
    while (true) {
      const chunk = await readWithin(reader, signal);
      if (chunk.done) return;
      const text = decoder.decode(chunk.value, { stream: true });
      for (const message of parser.push(text)) yield { message, lastId: message.id };
      // A beat also says how far the stream has come.
      yield { lastId: parser.lastId() };
    }
  } finally {
    // Also runs when the consumer stops: the connection must not outlive the iteration.
    await reader.cancel().catch(() => undefined);
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function readWithin(reader: Reader, signal: AbortSignal | undefined) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new NetworkError(`No event within ${SILENCE_MS} ms.`)),
      SILENCE_MS,
    );
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } catch (error) {
    throw asNetworkError(error, signal);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Names that this version does not know are skipped, so that a newer server may add some. A known
 * name with data that does not parse means state was missed: the consumer should fetch again.
 */
function eventOf(message: SseMessage): ServerEvent | null {
  const known = ServerEvent.options.some((option) => option.shape.event.value === message.event);
  if (!known) return null;
  const parsed = ServerEvent.safeParse({ event: message.event, data: jsonOf(message.data) });
  return parsed.success ? parsed.data : { event: 'resync', data: {} };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses undefined, and the caller then resyncs.
    return undefined;
  }
}
