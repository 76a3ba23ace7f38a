/** What both languages have in common. */
import type { IToken, TokenType } from 'chevrotain';
import { QueryError } from './query-error.ts';

/** A parser descends once for each bracket. */
const MOST_BRACKETS = 50;

/** @throws QueryError at the bracket that is one too many */
export function checkDepth(
  tokens: readonly IToken[],
  brackets: { open: TokenType; close: TokenType },
): void {
  let depth = 0;
  for (const { tokenType, startOffset } of tokens) {
    if (tokenType === brackets.open) depth += 1;
    else if (tokenType === brackets.close) depth -= 1;
    if (depth > MOST_BRACKETS) {
      throw new QueryError(`has more than ${MOST_BRACKETS} brackets in each other`, startOffset);
    }
  }
}

export interface Joined<E> {
  kind: 'and' | 'or';
  items: E[];
}

/** Brackets around the same word change nothing, and one item alone is joined to nothing. */
export function joined<E extends { kind: string }>(
  kind: 'and' | 'or',
  items: (E | Joined<E>)[],
): E | Joined<E> {
  const [only] = items;
  if (items.length === 1 && only) return only;
  return {
    kind,
    items: items.flatMap((item) => (isJoined(item, kind) ? item.items : [item as E])),
  };
}

function isJoined<E extends { kind: string }>(
  item: E | Joined<E>,
  kind: 'and' | 'or',
): item is Joined<E> {
  return item.kind === kind;
}
