/** One request as it is being observed; `network-evidence.ts` turns it into the report's exchange. */
import type { Exchange } from '@webhood/contract';
import type { Protocol } from 'devtools-protocol';
import type { TargetKind } from '../browser/browser-context.ts';
import type { CdpSession } from '../browser/cdp-connection.ts';

export interface ExchangeDraft {
  readonly id: number;
  readonly requestId: string;
  readonly session: CdpSession;
  readonly target: TargetKind;
  readonly isNavigation: boolean;
  readonly resourceType: Protocol.Network.ResourceType;
  readonly initiator: Protocol.Network.Initiator;
  readonly request: Protocol.Network.Request;
  readonly startedAtMs: number;
  /** Chromium's monotonic clock, seconds. */
  readonly startedTicks: number;
  response?: Protocol.Network.Response;
  requestHeaders?: Protocol.Network.Headers;
  responseHeaders?: Protocol.Network.Headers;
  /** As on the wire; the only word of a redirect that Chromium refuses to follow. */
  responseStatus?: number;
  /** Whether the headers as on the wire will still be told. Unknown until the response. */
  expectsExtraInfo?: boolean;
  servedFromCache: boolean;
  receivedBytes: number;
  encodedBytes?: number;
  finishedTicks?: number;
  failure?: { error: string; blocked: boolean; canceled: boolean };
  body: NonNullable<Exchange['body']>;
  isFinished: boolean;
}
