import { expect, test } from 'vitest';
import { newId, newToken, tokenId } from './opaque-token.ts';

test('a token carries its id', () => {
  const id = newId();
  expect(tokenId(newToken(id))).toBe(id);
});

test('a token with one character changed is not well-formed', () => {
  const token = newToken(newId());
  const at = token.length - 20;
  const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
  expect(tokenId(changed)).toBeUndefined();
});

test('two tokens of one id differ', () => {
  const id = newId();
  expect(newToken(id)).not.toBe(newToken(id));
});
