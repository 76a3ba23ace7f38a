import type { Exchange } from '@webhood/contract';
import { compareBy, type Difference } from './compare-by.ts';

export type ExchangeChange = 'url' | 'status' | 'body' | 'type' | 'address' | 'failure';
export type ExchangeDifference = Difference<Exchange, ExchangeChange>;

/**
 * Requests of two scans, matched by method and URL. What is left over is matched once more without
 * query and fragment: those often hold a number that is another at each visit.
 */
export function compareExchanges(
  a: readonly Exchange[],
  b: readonly Exchange[],
): ExchangeDifference[] {
  const exact = compareBy(a, b, { keyOf: (item) => keyOf(item, item.request.url), changesOf });
  const leftA = exact.flatMap(({ kind, a: item }) => (kind === 'removed' && item ? [item] : []));
  const leftB = exact.flatMap(({ kind, b: item }) => (kind === 'added' && item ? [item] : []));
  const loose = compareBy(leftA, leftB, {
    keyOf: (item) => keyOf(item, withoutQuery(item.request.url)),
    changesOf: (before, after) => ['url', ...changesOf(before, after)],
  });
  return [...exact.filter(({ kind }) => kind === 'same' || kind === 'changed'), ...loose].sort(
    (x, y) => startOf(x) - startOf(y),
  );
}

/** In the order in which they were made; what is gone stands where it had been. */
function startOf({ a, b }: ExchangeDifference): number {
  return b?.startedMs ?? a?.startedMs ?? 0;
}

function keyOf({ request }: Exchange, url: string): string {
  return `${request.method} ${url}`;
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

function changesOf(a: Exchange, b: Exchange): ExchangeChange[] {
  const changes: ExchangeChange[] = [];
  if (a.response?.status !== b.response?.status) changes.push('status');
  if (a.failure?.error !== b.failure?.error) changes.push('failure');
  if (a.response?.mediaType !== b.response?.mediaType) changes.push('type');
  if (bodyOf(a) !== bodyOf(b)) changes.push('body');
  if (a.response?.remoteAddress?.ip !== b.response?.remoteAddress?.ip) changes.push('address');
  return changes;
}

/** By hash where there is one; sizes tell the rest. */
function bodyOf({ body }: Exchange): string {
  return body?.sha256 ?? `${body?.omitted ?? ''} ${body?.size ?? ''}`;
}
