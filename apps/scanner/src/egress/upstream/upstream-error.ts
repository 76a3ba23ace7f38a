import type { DialError } from '@webhood/network-policy';

/** What goes wrong between the guard and an upstream proxy. */
export type UpstreamError =
  | 'proxy_unreachable'
  | 'proxy_timeout'
  | 'proxy_tls_failed'
  | 'proxy_auth_failed'
  | 'proxy_refused'
  | 'proxy_malformed';

export type EgressError = DialError | UpstreamError;

/** Ends a handshake; `code` is all that is kept of what the proxy said. */
export class HandshakeError extends Error {
  readonly code: EgressError;

  constructor(code: EgressError) {
    super(`the upstream proxy gave no connection: ${code}`);
    this.code = code;
  }
}
