import { hostOf, type ValueKind } from './defang.ts';

export type ValueSearch = {
  /** What the search looks at, for the menu. */
  by: 'value' | 'domain';
  /** In the search language of `docs/search.md`. */
  q: string;
};

const FIELDS: Partial<Record<ValueKind, string>> = {
  url: 'url',
  domain: 'domain',
  ip: 'ip',
  hash: 'hash',
};

/** What the search may take of one value: it bounds a whole query at 4,096 characters. */
const SEARCHED_LENGTH = 1_000;

/** The searches that find other scans with this value; `field` names one where the kind does not. */
export function valueSearches(value: string, kind: ValueKind, field?: string): ValueSearch[] {
  const text = value.slice(0, SEARCHED_LENGTH).trim();
  if (text === '') return [];
  const name = field ?? FIELDS[kind];
  const byValue: ValueSearch = {
    by: 'value',
    q: name === undefined ? quoted(text) : `${name}:${term(text)}`,
  };
  const host = kind === 'url' ? hostOf(text) : null;
  return host === null ? [byValue] : [byValue, { by: 'domain', q: `domain:${term(host)}` }];
}

/** Bare where nothing in it means something to the language, else in quotation marks. */
function term(text: string): string {
  return /^[a-z0-9][a-z0-9._-]*$/i.test(text) && !/^(and|or|not|to)$/i.test(text)
    ? text
    : quoted(text);
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
