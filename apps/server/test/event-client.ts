/** Listeners to servers' streams of events, for tests. */
import { pathOf, ServerEvent } from '@webhood/contract';
import { expect } from 'vitest';
import { type Caller, type ScanServer, type ScanServers, startScanServers } from './scan-server.ts';

export interface EventClient {
  seen: ServerEvent[];
  /** The newest `id:`, with an event or without. */
  lastId(): string | undefined;
  close(): Promise<void>;
}

export interface ListeningServers {
  all: ScanServers;
  first: ScanServer;
  second: ScanServer;
  listen(...call: Parameters<typeof listenTo>): Promise<EventClient>;
  /** Ends every listener there is. */
  hangUp(): Promise<void>;
}

/** Two servers on one database, with a scanner. */
export async function startListeningServers(): Promise<ListeningServers> {
  const all = await startScanServers(2);
  const [first, second] = all.servers as [ScanServer, ScanServer];
  await all.addScanner('one');
  for (const { app } of all.servers) await app.listen({ host: '127.0.0.1', port: 0 });
  const open: EventClient[] = [];
  return {
    all,
    first,
    second,
    listen: async (...call) => {
      const client = await listenTo(...call);
      open.push(client);
      return client;
    },
    hangUp: async () => {
      for (const client of open.splice(0)) await client.close();
    },
  };
}

async function listenTo(
  { app }: ScanServer,
  caller: Caller,
  query = '',
  lastEventId?: string,
): Promise<EventClient> {
  const hangUp = new AbortController();
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  const url = `http://127.0.0.1:${address.port}${pathOf('events')}${query}`;
  const answer = await fetch(url, {
    signal: hangUp.signal,
    headers: {
      'x-test-caller': caller,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const state: { seen: ServerEvent[]; lastId: string | undefined } = {
    seen: [],
    lastId: undefined,
  };
  const reading = readEvents(answer, state);
  return {
    seen: state.seen,
    lastId: () => state.lastId,
    close: async () => {
      hangUp.abort();
      await reading;
    },
  };
}

async function readEvents(
  answer: Response,
  state: { seen: ServerEvent[]; lastId: string | undefined },
): Promise<void> {
  if (!answer.body) return;
  let text = '';
  try {
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const event = /^event: (.*)$/m.exec(frame)?.[1];
        const data = /^data: (.*)$/m.exec(frame)?.[1];
        if (event && data) state.seen.push(ServerEvent.parse({ event, data: JSON.parse(data) }));
        state.lastId = /^id: (.*)$/m.exec(frame)?.[1] ?? state.lastId;
      }
    }
  } catch {
    // The test has hung up.
  }
}
