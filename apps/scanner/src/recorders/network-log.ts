/**
 * Every request of every target, from Chromium's own reports. A redirect is an exchange of its
 * own. Request ids are unique in the browser, so an exchange that begins in one session and ends
 * in another (a frame that moves to its own process) is still one.
 */
import type { Protocol } from 'devtools-protocol';
import type { AttachedTarget } from '../browser/browser-context.ts';
import type { CdpSession } from '../browser/cdp-connection.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import type { ExchangeDraft } from './exchange-draft.ts';

/** Never hold a page's settling: they are open for ever by design, or nobody waits for them. */
const NEVER_HOLDS = new Set<string>([
  'EventSource',
  'WebSocket',
  'Ping',
  'Media',
  'CSPViolationReport',
  'Preflight',
  'Prefetch',
  'SignedExchange',
]);

export interface NetworkLog {
  attach(target: AttachedTarget): void;
  /** Exchanges in the order in which they were sent. */
  readonly drafts: readonly ExchangeDraft[];
  readonly dropped: number;
  readonly receivedBytes: number;
  /** When anything last happened, by `performance.now()`. */
  readonly lastActivityMs: number;
  /** Requests in flight that a settling page still waits for. */
  inFlight(holdMs: number): number;
  /** The newest request for the main frame's document. */
  mainDocument(): ExchangeDraft | undefined;
  /** The response went to the download manager: nothing more will be told of the request. */
  becameDownload(url: string): void;
  /** An exchange that Chromium tells of in another way than the usual requests. */
  open(
    target: AttachedTarget,
    event: Protocol.Network.RequestWillBeSentEvent,
  ): ExchangeDraft | undefined;
  /** The exchange that a request id stands for now. */
  find(requestId: string): ExchangeDraft | undefined;
  /** Wire headers that came before the answer was told are taken over. */
  answered(draft: ExchangeDraft): void;
  close(draft: ExchangeDraft): void;
  count(bytes: number): void;
  onStarted(listener: (draft: ExchangeDraft, session: CdpSession) => void): void;
  onFinished(listener: (draft: ExchangeDraft, session: CdpSession) => void): void;
  /** The page went on before the response ended, as far as Chromium told. */
  onLeft(listener: (draft: ExchangeDraft, session: CdpSession) => void): void;
}

interface Chain {
  hops: ExchangeDraft[];
  requestExtras: Protocol.Network.RequestWillBeSentExtraInfoEvent[];
  responseExtras: Protocol.Network.ResponseReceivedExtraInfoEvent[];
}

export function createNetworkLog(deps: {
  mainFrameId: () => string | undefined;
  /** Nothing that was asked for is still on its way. */
  onIdle: () => void;
}): NetworkLog {
  const chains = new Map<string, Chain>();
  const drafts: ExchangeDraft[] = [];
  const open = new Map<ExchangeDraft, number>();
  const startedListeners: ((draft: ExchangeDraft, session: CdpSession) => void)[] = [];
  const finishedListeners: ((draft: ExchangeDraft, session: CdpSession) => void)[] = [];
  const leftListeners: ((draft: ExchangeDraft, session: CdpSession) => void)[] = [];
  let dropped = 0;
  let receivedBytes = 0;
  let lastActivityMs = performance.now();

  const chainOf = (requestId: string): Chain | undefined => {
    const known = chains.get(requestId);
    if (known) return known;
    // Extra information may come first, so the bound is on chains as well as on exchanges.
    if (chains.size >= CAPTURE_LIMITS.exchanges) return undefined;
    const chain: Chain = { hops: [], requestExtras: [], responseExtras: [] };
    chains.set(requestId, chain);
    return chain;
  };
  const last = (requestId: string): ExchangeDraft | undefined => chains.get(requestId)?.hops.at(-1);
  const close = (draft: ExchangeDraft): void => {
    draft.isFinished = true;
    open.delete(draft);
    if (!NEVER_HOLDS.has(draft.resourceType)) lastActivityMs = performance.now();
    if (open.size === 0) deps.onIdle();
  };

  const begin = (
    target: AttachedTarget,
    event: Protocol.Network.RequestWillBeSentEvent,
  ): ExchangeDraft | undefined => {
    const chain = drafts.length < CAPTURE_LIMITS.exchanges ? chainOf(event.requestId) : undefined;
    if (!chain) {
      dropped += 1;
      return undefined;
    }
    const previous = chain.hops.at(-1);
    if (event.redirectResponse && previous) {
      previous.response = event.redirectResponse;
      previous.expectsExtraInfo = event.redirectHasExtraInfo;
      previous.encodedBytes = event.redirectResponse.encodedDataLength;
      previous.finishedTicks = event.timestamp;
      previous.body = { omitted: 'no_body' };
      close(previous);
    } else if (previous) {
      // The same request, told again by the session of another process.
      return undefined;
    }
    const draft: ExchangeDraft = {
      id: drafts.length,
      requestId: event.requestId,
      session: target.session,
      target: target.kind,
      isNavigation:
        target.isMain &&
        event.type === 'Document' &&
        event.requestId === event.loaderId &&
        (event.frameId === undefined || event.frameId === deps.mainFrameId()),
      frameId: event.frameId,
      loaderId: event.loaderId,
      resourceType: event.type ?? 'Other',
      documentUrl: event.documentURL,
      initiator: event.initiator,
      request: event.request,
      startedAtMs: event.wallTime * 1_000,
      startedTicks: event.timestamp,
      servedFromCache: false,
      receivedBytes: 0,
      body: {},
      isFinished: false,
    };
    chain.hops.push(draft);
    drafts.push(draft);
    open.set(draft, performance.now());
    if (!NEVER_HOLDS.has(draft.resourceType)) lastActivityMs = performance.now();
    matchExtras(chain);
    for (const listener of startedListeners) listener(draft, target.session);
    return draft;
  };

  const fail = (event: Protocol.Network.LoadingFailedEvent): void => {
    const draft = last(event.requestId);
    if (!draft || draft.isFinished) return;
    const chain = chains.get(event.requestId);
    if (chain && !draft.response && chain.responseExtras.length > 0) {
      draft.expectsExtraInfo = true;
      matchExtras(chain);
    }
    draft.finishedTicks = event.timestamp;
    draft.failure = {
      error: failureName(event),
      blocked: event.blockedReason !== undefined,
      canceled: event.canceled ?? false,
      ...(event.blockedReason ? { blockedReason: event.blockedReason } : {}),
      ...(event.corsErrorStatus ? { corsError: event.corsErrorStatus.corsError } : {}),
    };
    close(draft);
  };

  /**
   * The frame is done with the document that its open requests belong to, so nobody waits for them
   * any more. Chromium often tells no end of them: not of a document that moved on by itself.
   */
  const leave = (frameId: string, newLoaderId: string | undefined, session: CdpSession): void => {
    for (const draft of [...open.keys()]) {
      if (draft.frameId !== frameId || draft.loaderId === newLoaderId) continue;
      const isNextDocument = draft.loaderId === draft.requestId && !draft.response;
      if (isNextDocument && newLoaderId !== undefined) continue;
      open.delete(draft);
      if (!draft.response) continue;
      for (const listener of leftListeners) listener(draft, session);
    }
  };

  const attach = (target: AttachedTarget): void => {
    const { session } = target;
    session.on('Network.requestWillBeSent', (event) => begin(target, event));
    session.on('Network.requestWillBeSentExtraInfo', (event) => {
      const chain = chainOf(event.requestId);
      chain?.requestExtras.push(event);
      if (chain) matchExtras(chain);
    });
    session.on('Network.responseReceivedExtraInfo', (event) => {
      const chain = chainOf(event.requestId);
      if (!chain) return;
      chain.responseExtras.push(event);
      const draft = chain.hops.at(-1);
      // An answer that Chromium would not take, such as a redirect to a file, may be told of last.
      if (draft?.failure && !draft.response) draft.expectsExtraInfo = true;
      matchExtras(chain);
    });
    session.on('Network.responseReceived', (event) => {
      const chain = chains.get(event.requestId);
      const draft = chain?.hops.at(-1);
      if (!chain || !draft || draft.response) return;
      draft.response = event.response;
      draft.expectsExtraInfo = event.hasExtraInfo;
      matchExtras(chain);
    });
    session.on('Network.requestServedFromCache', ({ requestId }) => {
      const draft = last(requestId);
      if (draft) draft.servedFromCache = true;
    });
    session.on('Network.dataReceived', ({ requestId, dataLength }) => {
      receivedBytes += dataLength;
      const draft = last(requestId);
      if (draft) draft.receivedBytes += dataLength;
    });
    session.on('Network.loadingFinished', ({ requestId, timestamp, encodedDataLength }) => {
      const draft = last(requestId);
      if (!draft || draft.isFinished) return;
      draft.finishedTicks = timestamp;
      draft.encodedBytes = encodedDataLength;
      close(draft);
      for (const listener of finishedListeners) listener(draft, session);
    });
    session.on('Network.loadingFailed', fail);
    session.on('Page.frameNavigated', ({ frame }) => leave(frame.id, frame.loaderId, session));
    session.on('Page.frameDetached', ({ frameId, reason }) => {
      if (reason === 'remove') leave(frameId, undefined, session);
    });
    session.post('Network.configureDurableMessages', {
      maxTotalBufferSize: CAPTURE_LIMITS.browserBufferBytes,
      maxResourceBufferSize: CAPTURE_LIMITS.bodyBytes,
    });
    session.post('Network.enable', {
      maxTotalBufferSize: CAPTURE_LIMITS.browserBufferBytes,
      maxResourceBufferSize: CAPTURE_LIMITS.bodyBytes,
      maxPostDataSize: CAPTURE_LIMITS.postDataBytes,
    });
  };

  return {
    attach,
    drafts,
    get dropped() {
      return dropped;
    },
    get receivedBytes() {
      return receivedBytes;
    },
    get lastActivityMs() {
      return lastActivityMs;
    },
    inFlight(holdMs) {
      const oldest = performance.now() - holdMs;
      let count = 0;
      for (const [draft, sinceMs] of open) {
        if (!NEVER_HOLDS.has(draft.resourceType) && sinceMs > oldest) count += 1;
      }
      return count;
    },
    becameDownload(url) {
      const draft = drafts.findLast((other) => !other.isFinished && other.request.url === url);
      if (!draft) return;
      draft.body = { omitted: 'not_available' };
      close(draft);
    },
    open: begin,
    find: last,
    answered(draft) {
      const chain = chains.get(draft.requestId);
      if (chain) matchExtras(chain);
    },
    close,
    count(bytes) {
      receivedBytes += bytes;
    },
    mainDocument: () => drafts.findLast((draft) => draft.isNavigation),
    onStarted: (listener) => startedListeners.push(listener),
    onFinished: (listener) => finishedListeners.push(listener),
    onLeft: (listener) => leftListeners.push(listener),
  };
}

/** Wire headers come on their own, in hop order, and only for hops that reached the network. */
function matchExtras(chain: Chain): void {
  for (const hop of chain.hops) {
    if (hop.expectsExtraInfo === false) continue;
    if (!hop.requestHeaders) {
      const extra = chain.requestExtras.shift();
      if (extra) {
        hop.requestHeaders = extra.headers;
        hop.associatedCookies = extra.associatedCookies;
      }
    }
    // A later hop's headers must not be taken for this one's before it has answered.
    if (!hop.responseHeaders && hop.expectsExtraInfo === true) {
      const extra = chain.responseExtras.shift();
      if (!extra) return;
      hop.responseHeaders = extra.headers;
      hop.blockedCookies = extra.blockedCookies;
      hop.responseStatus = extra.statusCode;
    }
  }
}

function failureName(event: Protocol.Network.LoadingFailedEvent): string {
  if (event.corsErrorStatus) return `cors: ${event.corsErrorStatus.corsError}`;
  if (event.blockedReason) return `blocked: ${event.blockedReason}`;
  return event.errorText || 'net::ERR_FAILED';
}
