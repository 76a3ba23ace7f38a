import type { Exchange } from '@webhood/contract';

export type Bar = { left: number; width: number; waitShare: number };

/** Below this a bar could not be seen. */
const MIN_WIDTH = 0.8;

/** The end of the last exchange, in milliseconds since navigation start. */
export function spanMs(exchanges: readonly Exchange[]): number {
  return exchanges.reduce(
    (end, exchange) => Math.max(end, exchange.startedMs + (exchange.timing.totalMs ?? 0)),
    1,
  );
}

/** Where in the waterfall an exchange lies, in percent; `waitShare` is the part before bytes came. */
export function barOf(exchange: Exchange, span: number): Bar {
  const total = exchange.timing.totalMs ?? 0;
  const receive = exchange.timing.receiveMs ?? 0;
  const left = Math.min(100 - MIN_WIDTH, Math.max(0, (100 * exchange.startedMs) / span));
  const width = Math.min(100 - left, Math.max(MIN_WIDTH, (100 * total) / span));
  return { left, width, waitShare: total > 0 ? Math.max(0, 1 - receive / total) : 1 };
}
