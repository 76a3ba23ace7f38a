/** One request as it is being observed; `network-evidence.ts` turns it into the report's exchange. */
import type { Exchange, StreamMessages } from '@webhood/contract';
import type { Protocol } from 'devtools-protocol';
import type { TargetKind } from '../browser/browser-context.ts';
import type { CdpSession } from '../browser/cdp-connection.ts';

/** What came over a WebSocket or an EventSource; times are Chromium's ticks until the end. */
export interface StreamDraft {
  items: (Omit<StreamMessages['items'][number], 'atMs'> & { ticks: number })[];
  dropped: number;
}

export interface ExchangeDraft {
  readonly id: number;
  readonly requestId: string;
  readonly session: CdpSession;
  readonly target: TargetKind;
  readonly isNavigation: boolean;
  /** Where it belongs; workers have neither frame nor, as a rule, a loader. */
  readonly frameId: string | undefined;
  readonly loaderId: string;
  readonly resourceType: Protocol.Network.ResourceType;
  readonly documentUrl: string;
  readonly initiator: Protocol.Network.Initiator;
  readonly request: Protocol.Network.Request;
  startedAtMs: number;
  /** Chromium's monotonic clock, seconds. */
  startedTicks: number;
  response?: Protocol.Network.Response;
  requestHeaders?: Protocol.Network.Headers;
  /** Cookies that went out or, with reasons, were kept back; and those not stored. */
  associatedCookies?: Protocol.Network.AssociatedCookie[];
  blockedCookies?: Protocol.Network.BlockedSetCookieWithReason[];
  responseHeaders?: Protocol.Network.Headers;
  /** As on the wire; the only word of a redirect that Chromium refuses to follow. */
  responseStatus?: number;
  /** Whether the headers as on the wire will still be told. Unknown until the response. */
  expectsExtraInfo?: boolean;
  servedFromCache: boolean;
  receivedBytes: number;
  encodedBytes?: number;
  finishedTicks?: number;
  failure?: NonNullable<Exchange['failure']>;
  /** Of a request whose content Chromium did not tell at once. */
  postData?: string;
  messages?: StreamDraft;
  body: NonNullable<Exchange['body']>;
  isFinished: boolean;
}
