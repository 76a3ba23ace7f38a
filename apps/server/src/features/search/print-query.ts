import type { QueryExpression, QueryValue, RangeEnd } from './query-language.ts';

/** The same query as text again. */
export function printQuery(expression: QueryExpression): string {
  switch (expression.kind) {
    case 'term':
      return expression.field === undefined
        ? printValue(expression.value)
        : `${expression.field}:${printValue(expression.value)}`;
    case 'not':
      return `NOT ${inBrackets(expression.item)}`;
    default:
      return expression.items.map(inBrackets).join(expression.kind === 'and' ? ' AND ' : ' OR ');
  }
}

function inBrackets(item: QueryExpression): string {
  return item.kind === 'term' ? printQuery(item) : `(${printQuery(item)})`;
}

function printValue(value: QueryValue): string {
  const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
  const end = ({ text }: RangeEnd) => text ?? '*';
  switch (value.kind) {
    case 'word':
      return value.like === undefined ? escaped(value.text) : wildcards(value.like);
    case 'phrase':
      return quoted(value.text);
    case 'comparison':
      return `${value.operator}${quoted(value.text)}`;
    case 'range': {
      const { from, to } = value;
      return `${from.isIncluded ? '[' : '{'}${end(from)} TO ${end(to)}${to.isIncluded ? ']' : '}'}`;
    }
  }
}

/** Letters and digits need no backslash, and most signs do somewhere. */
function escaped(text: string): string {
  const word = text.replace(/[^\p{L}\p{N}]/gu, '\\$&');
  return /^(?:AND|OR|NOT)$/.test(word) ? `\\${word}` : word;
}

function wildcards(like: string): string {
  return like.replace(/\\([\s\S])|([%_])|([^\p{L}\p{N}])/gu, (_, literal, sign, other) => {
    if (sign === '%') return '*';
    if (sign === '_') return '?';
    return `\\${literal ?? other}`;
  });
}
