/** What one scan may ask of the network. Each bound is refused by its own rule (`limit_…`). */
export interface EgressLimits {
  /** Connections over the scan's life. */
  connections: number;
  /** Upstream connections open at the same time. */
  concurrent: number;
  /** Distinct host names and addresses. */
  hosts: number;
  /** Bytes from the network, and to it, all connections together. */
  bytesIn: number;
  bytesOut: number;
  /** Resolving and connecting, for one connection. */
  connectTimeoutMs: number;
  /** A connection on which nothing moves in either direction. */
  idleTimeoutMs: number;
  /** Connections kept for the report: this many allowed ones, and as many of the others. */
  recorded: number;
}

const MEBIBYTE = 1024 * 1024;

export const DEFAULT_LIMITS: EgressLimits = {
  // The heaviest news pages open about 400.
  connections: 4_000,
  // Chromium opens 32 through a proxy, and 255 WebSockets beside them.
  concurrent: 320,
  // Advertising-heavy pages reach 150; a page that sweeps a network reaches any number.
  hosts: 500,
  // Pages with video pass 100 MiB; recorders and downloads have tighter bounds of their own.
  bytesIn: 512 * MEBIBYTE,
  // A page that is only looked at sends little; this leaves room for a form with a file.
  bytesOut: 64 * MEBIBYTE,
  // Chromium itself gives up on a connection after 15 s in practice.
  connectTimeoutMs: 15_000,
  // Long polls and quiet WebSockets live; the scan's own deadline ends them anyway.
  idleTimeoutMs: 120_000,
  recorded: 1_000,
};

/** Chromium's bound on response headers; a response that it would take must not fail here. */
export const RESPONSE_HEADER_BYTES = 256 * 1024;

/** Room for a request with as many cookies as a browser keeps for one site. */
export const REQUEST_HEADER_BYTES = 256 * 1024;
