/**
 * What flows for as long as a page is open: WebSockets, each an exchange of its own, and the
 * messages of EventSources. A stream can flow without end, so each and all together are bounded.
 */
import type { Missing } from '@webhood/contract';
import type { Protocol } from 'devtools-protocol';
import type { AttachedTarget } from '../browser/browser-context.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import type { ExchangeDraft, StreamDraft } from './exchange-draft.ts';
import type { NetworkLog } from './network-log.ts';
import { cut } from './recorder.ts';

const TEXT_FRAME = 1;
const NO_BODY: ExchangeDraft['body'] = { omitted: 'no_body' };

type Message = StreamDraft['items'][number];

export interface StreamRecorder {
  attach(target: AttachedTarget): void;
  collect(): Missing[];
}

export function createStreamRecorder({ network }: { network: NetworkLog }): StreamRecorder {
  /** Frames tell no start, and a socket is made before any clock of Chromium's is told. */
  let ticksOffset: number | undefined;
  let messages = 0;
  let length = 0;
  let dropped = 0;

  const keep = (requestId: string, message: Message): void => {
    network.count(message.size);
    const draft = network.find(requestId);
    if (!draft) return;
    draft.messages ??= { items: [], dropped: 0 };
    const isFull =
      draft.messages.items.length >= CAPTURE_LIMITS.streamMessages ||
      messages >= CAPTURE_LIMITS.streamsMessages ||
      length + message.data.length > CAPTURE_LIMITS.streamsLength;
    if (isFull) {
      draft.messages.dropped += 1;
      dropped += 1;
      return;
    }
    messages += 1;
    length += message.data.length;
    draft.messages.items.push(message);
  };

  const attach = (target: AttachedTarget): void => {
    const { session } = target;
    session.on('Network.requestWillBeSent', ({ timestamp }) => {
      ticksOffset = timestamp - performance.now() / 1_000;
    });
    session.on('Network.webSocketCreated', (event) => {
      const nowTicks = performance.now() / 1_000 + (ticksOffset ?? 0);
      const documentUrl = target.isMain ? network.mainDocument()?.request.url : target.url;
      const draft = network.open(target, asRequest(event, documentUrl ?? '', nowTicks));
      if (draft) Object.assign(draft, { messages: { items: [], dropped: 0 }, body: NO_BODY });
    });
    session.on('Network.webSocketWillSendHandshakeRequest', (event) => {
      const draft = network.find(event.requestId);
      if (!draft) return;
      draft.startedTicks = event.timestamp;
      draft.startedAtMs = event.wallTime * 1_000;
      draft.requestHeaders ??= event.request.headers;
    });
    session.on(
      'Network.webSocketHandshakeResponseReceived',
      ({ requestId, timestamp, response }) => {
        const draft = network.find(requestId);
        if (draft) answer(draft, response, timestamp);
        if (draft) network.answered(draft);
      },
    );
    session.on('Network.webSocketFrameSent', ({ requestId, timestamp, response }) =>
      keep(requestId, frame('sent', response, timestamp)),
    );
    session.on('Network.webSocketFrameReceived', ({ requestId, timestamp, response }) =>
      keep(requestId, frame('received', response, timestamp)),
    );
    session.on('Network.webSocketFrameError', ({ requestId, timestamp, errorMessage }) => {
      const draft = network.find(requestId);
      if (!draft) return;
      const data = cut(errorMessage, CAPTURE_LIMITS.streamMessageLength);
      if (!draft.response) draft.failure = { error: data, blocked: false, canceled: false };
      keep(requestId, { direction: 'received', kind: 'error', data, size: 0, ticks: timestamp });
    });
    session.on('Network.webSocketClosed', ({ requestId, timestamp }) => {
      const draft = network.find(requestId);
      if (!draft || draft.isFinished) return;
      draft.finishedTicks = timestamp;
      network.close(draft);
    });
    session.on('Network.eventSourceMessageReceived', ({ requestId, timestamp, eventName, data }) =>
      keep(requestId, {
        direction: 'received',
        kind: 'event',
        data: cut(data, CAPTURE_LIMITS.streamMessageLength),
        size: Buffer.byteLength(data),
        event: cut(eventName, CAPTURE_LIMITS.functionNameLength),
        ticks: timestamp,
      }),
    );
  };

  return {
    attach,
    collect() {
      const detail = 'WebSockets and event streams carried more messages than are kept.';
      return dropped > 0 ? [{ code: 'truncated', what: 'messages', detail, dropped }] : [];
    },
  };
}

function asRequest(
  { requestId, url, initiator }: Protocol.Network.WebSocketCreatedEvent,
  documentURL: string,
  timestamp: number,
): Protocol.Network.RequestWillBeSentEvent {
  return {
    requestId,
    loaderId: '',
    documentURL,
    request: {
      url,
      method: 'GET',
      headers: {},
      initialPriority: 'Medium',
      referrerPolicy: 'no-referrer-when-downgrade',
    },
    timestamp,
    wallTime: Date.now() / 1_000,
    initiator: initiator ?? { type: 'other' },
    redirectHasExtraInfo: false,
    type: 'WebSocket',
  };
}

function answer(
  draft: ExchangeDraft,
  { status, statusText, headers, requestHeaders }: Protocol.Network.WebSocketResponse,
  timestamp: number,
): void {
  // With what the network stack itself reports, Chromium tells the headers of the wire again.
  if (requestHeaders) draft.requestHeaders = requestHeaders;
  draft.expectsExtraInfo = true;
  draft.response = {
    url: draft.request.url,
    status,
    statusText,
    headers,
    mimeType: '',
    charset: '',
    connectionReused: false,
    connectionId: 0,
    encodedDataLength: 0,
    securityState: 'unknown',
    protocol: 'http/1.1',
    responseTime: timestamp,
  };
}

function frame(
  direction: Message['direction'],
  { opcode, payloadData }: Protocol.Network.WebSocketFrame,
  ticks: number,
): Message {
  const isText = opcode === TEXT_FRAME;
  // Cut at a multiple of four, base64 stays base64.
  return {
    direction,
    kind: isText ? 'text' : 'binary',
    data: cut(payloadData, CAPTURE_LIMITS.streamMessageLength),
    size: isText ? Buffer.byteLength(payloadData) : Buffer.byteLength(payloadData, 'base64'),
    ticks,
  };
}
