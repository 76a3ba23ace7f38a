/**
 * Adds terms to a search and takes them away, for facets. Works on the text: what someone wrote
 * stays as they wrote it.
 */

/** As the language reads it back. */
export function termText(field: string, value: string): string {
  const plain = /^[\w./-]+$/.test(value) && !value.startsWith('-');
  return `${field}:${plain ? value : `"${value.replace(/["\\]/g, '\\$&')}"`}`;
}

export function hasTerm(q: string, term: string): boolean {
  return find(q, term) !== null;
}

/** Narrowed by the term; a search with OR goes into brackets, since AND binds tighter. */
export function withTerm(q: string, term: string): string {
  const before = q.trim();
  if (before === '') return term;
  return `${hasAlternatives(before) ? `(${before})` : before} ${term}`;
}

/** Without the first place where the term stands by itself. */
export function withoutTerm(q: string, term: string): string {
  const at = find(q, term);
  if (at === null) return q;
  const before = q.slice(0, at).replace(/(?:^|\s)AND\s*$/, '');
  const rest = q.slice(at + term.length);
  const after = before.trim() === '' ? rest.replace(/^\s*AND(?=\s)/, '') : rest;
  return unwrapped(`${before.trimEnd()} ${after.trimStart()}`.trim());
}

/** Offset of the term as a word of its own outside phrases and brackets. */
function find(q: string, term: string): number | null {
  for (const { text, at, depth } of words(q)) {
    if (depth === 0 && text === term) return at;
  }
  return null;
}

type Word = { text: string; at: number; depth: number };

/** Words, with phrases whole and brackets by themselves. */
function* words(q: string): Generator<Word> {
  let depth = 0;
  for (const match of q.matchAll(/[()]|(?:[^\s()"\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"?)+/g)) {
    const [text] = match;
    if (text === ')') depth -= 1;
    yield { text, at: match.index, depth };
    if (text === '(') depth += 1;
  }
}

function hasAlternatives(q: string): boolean {
  return [...words(q)].some(({ text, depth }) => depth === 0 && /^(?:OR|\|\|)$/.test(text));
}

/** Brackets around the whole, which narrowing put there, are not needed any more. */
function unwrapped(q: string): string {
  const all = [...words(q)];
  const isWhole =
    all.length > 2 &&
    q.startsWith('(') &&
    q.endsWith(')') &&
    all.every(
      ({ text, depth }, index) =>
        index === 0 || index === all.length - 1 || depth > 0 || text === '',
    );
  return isWhole ? q.slice(1, -1) : q;
}
