/** What could be written at the cursor of a search. */
import type { Suggestion } from '@webhood/contract';
import { findField, QUERY_FIELDS, type QueryField } from './query-fields.ts';
import { TERM_LETTERS, termOf } from './search-terms.service.ts';

const OPERATORS = ['AND', 'OR', 'NOT'];

/** `termsLike` gives stored terms that begin with a prefix. */
export async function suggest(
  text: string,
  cursor: number,
  termsLike: (prefix: string) => Promise<string[]>,
): Promise<Suggestion[]> {
  const from = wordStart(text, cursor);
  const word = text.slice(from, cursor);
  const [, name, value = ''] = /^-?([A-Za-z][\w.]*):(.*)$/s.exec(word) ?? [];
  if (name === undefined) return suggestNames(word, from, cursor);
  const field = findField(name);
  if (!field) return [];
  const values = await valuesOf(field, value, termsLike);
  const valueFrom = cursor - value.length;
  return values.map((each) => ({ kind: 'value', text: quoted(each), from: valueFrom, to: cursor }));
}

function wordStart(text: string, cursor: number): number {
  const before = text.slice(0, cursor);
  return before.length - (/[^\s()]*$/.exec(before)?.[0].length ?? 0);
}

function suggestNames(word: string, from: number, to: number): Suggestion[] {
  const start = word.toLowerCase();
  const fields = [...QUERY_FIELDS]
    .filter(([name]) => name.startsWith(start))
    .map(([name, { example }]) => ({
      kind: 'field' as const,
      text: `${name}:`,
      example,
      from,
      to,
    }));
  // After what could be joined, and not at the beginning of all.
  const operators = OPERATORS.filter((name) => word !== '' && name.startsWith(word.toUpperCase()));
  return [...fields, ...operators.map((text) => ({ kind: 'operator' as const, text, from, to }))];
}

async function valuesOf(
  field: QueryField,
  start: string,
  termsLike: (prefix: string) => Promise<string[]>,
): Promise<string[]> {
  const typed = start.replace(/^"/, '').toLowerCase();
  if (field.kind === 'time') {
    return ['>now-1d', '>now-7d', '>now-30d', 'now/d'].filter((each) => each.startsWith(start));
  }
  if (field.kind === 'status') {
    return Object.keys(field.states).filter((each) => each.startsWith(typed));
  }
  if (field.kind === 'column' || field.kind === 'text') return [];
  const terms = await termsLike(termOf(field.term, field.read?.(typed) ?? typed));
  return terms.map((term) => term.slice(TERM_LETTERS[field.term].length + 1));
}

/** As the language reads it back. */
function quoted(value: string): string {
  return /^[\w.:/>-]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
