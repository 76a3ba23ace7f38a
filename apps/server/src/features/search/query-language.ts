/**
 * The search language: what analysts know from Lucene. `field:value` and free words, joined by
 * `AND` (also when nothing is written), `OR`, `NOT`; phrases, `*` and `?`, ranges and comparisons.
 * Nothing here knows which fields there are.
 */
import { QUERY_LENGTH } from '@webhood/contract';
import { createToken, EmbeddedActionsParser, EOF, type IToken, Lexer } from 'chevrotain';
import { checkDepth, joined } from './grammar.ts';
import { QueryError } from './query-error.ts';

export type QueryValue =
  /** `like` where it holds wildcards: the same as a LIKE pattern. */
  | { kind: 'word'; text: string; like: string | undefined }
  | { kind: 'phrase'; text: string }
  | { kind: 'comparison'; operator: '>' | '>=' | '<' | '<='; text: string }
  | { kind: 'range'; from: RangeEnd; to: RangeEnd };

/** `text` undefined: without an end, written `*`. */
export interface RangeEnd {
  text: string | undefined;
  isIncluded: boolean;
}

export interface QueryTerm {
  kind: 'term';
  /** Undefined for free text. */
  field: string | undefined;
  value: QueryValue;
  /** Offset in the text. */
  at: number;
}

export type QueryExpression =
  | { kind: 'and' | 'or'; items: QueryExpression[] }
  | { kind: 'not'; item: QueryExpression }
  | QueryTerm;

const Space = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED });
const And = createToken({ name: 'And', pattern: /AND(?![^\s()])|&&/ });
const Or = createToken({ name: 'Or', pattern: /OR(?![^\s()])|\|\|/ });
const Not = createToken({ name: 'Not', pattern: /NOT(?![^\s()])|[!-](?=[^\s])/ });
const Must = createToken({ name: 'Must', pattern: /\+(?=[^\s])/, group: Lexer.SKIPPED });
const Open = createToken({ name: 'Open', pattern: '(' });
const Close = createToken({ name: 'Close', pattern: ')' });
/** Not the scheme of a URL that is looked for as it is, nor the beginning of `fe80::1`. */
const FIELD = /[A-Za-z][\w.]*:(?!\/\/)/y;
const Field = createToken({
  name: 'Field',
  pattern: (text, offset) => {
    if (text[offset - 1] === ':') return null;
    FIELD.lastIndex = offset;
    return FIELD.exec(text) as RegExpExecArray & [string];
  },
  line_breaks: false,
  start_chars_hint: [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'],
});
const Range = createToken({ name: 'Range', pattern: /[[{][^\]}"]*[\]}]/, line_breaks: true });
const Phrase = createToken({
  name: 'Phrase',
  pattern: /"(?:[^"\\]|\\[\s\S])*"/,
  line_breaks: true,
});
const Compare = createToken({ name: 'Compare', pattern: />=|<=|>|</ });
const Word = createToken({
  name: 'Word',
  pattern: /(?:[^\s()[\]{}"<>\\]|\\[\s\S])+/,
  line_breaks: true,
});

const TOKENS = [Space, And, Or, Not, Must, Open, Close, Field, Range, Phrase, Compare, Word];
const lexer = new Lexer(TOKENS, { positionTracking: 'onlyOffset' });

class QueryParser extends EmbeddedActionsParser {
  constructor() {
    super(TOKENS, { recoveryEnabled: false });
    this.performSelfAnalysis();
  }

  readonly query = this.RULE('query', (): QueryExpression => this.SUBRULE(this.anyOf));

  private readonly anyOf = this.RULE('anyOf', (): QueryExpression => {
    const items = [this.SUBRULE(this.allOf)];
    this.MANY(() => {
      this.CONSUME(Or);
      items.push(this.SUBRULE2(this.allOf));
    });
    return this.ACTION(() => joined('or', items));
  });

  private readonly allOf = this.RULE('allOf', (): QueryExpression => {
    const items: QueryExpression[] = [];
    this.AT_LEAST_ONE(() => {
      this.OPTION(() => this.CONSUME(And));
      items.push(this.SUBRULE(this.negatable));
    });
    return this.ACTION(() => joined('and', items));
  });

  private readonly negatable = this.RULE('negatable', (): QueryExpression => {
    let isNegated = false;
    this.MANY(() => {
      this.CONSUME(Not);
      isNegated = !isNegated;
    });
    const item = this.SUBRULE(this.unit);
    return this.ACTION(() => (isNegated ? negated(item) : item));
  });

  private readonly unit = this.RULE(
    'unit',
    (): QueryExpression =>
      this.OR([
        { ALT: () => this.SUBRULE(this.group) },
        { ALT: () => this.SUBRULE(this.fielded) },
        { ALT: () => this.SUBRULE(this.free) },
      ]),
  );

  private readonly group = this.RULE('group', (): QueryExpression => {
    this.CONSUME(Open);
    const inner = this.SUBRULE(this.anyOf);
    this.CONSUME(Close);
    return inner;
  });

  private readonly free = this.RULE('free', (): QueryExpression => {
    const token = this.OR([{ ALT: () => this.CONSUME(Word) }, { ALT: () => this.CONSUME(Phrase) }]);
    return this.ACTION(() => termOf(undefined, token));
  });

  private readonly fielded = this.RULE('fielded', (): QueryExpression => {
    const name = this.CONSUME(Field);
    return this.OR([
      {
        ALT: () => {
          const inner = this.SUBRULE(this.group);
          return this.ACTION(() => withField(inner, name));
        },
      },
      {
        ALT: () => {
          const operator = this.CONSUME(Compare);
          const value = this.OR2([
            { ALT: () => this.CONSUME(Word) },
            { ALT: () => this.CONSUME(Phrase) },
          ]);
          return this.ACTION(() => comparisonOf(name, operator, value));
        },
      },
      {
        ALT: () => {
          const value = this.OR3([
            { ALT: () => this.CONSUME2(Word) },
            { ALT: () => this.CONSUME2(Phrase) },
            { ALT: () => this.CONSUME(Range) },
          ]);
          return this.ACTION(() => termOf(name, value));
        },
      },
    ]);
  });
}

const parser = new QueryParser();

/** @throws QueryError that says what was expected, and where */
export function parseQuery(text: string): QueryExpression {
  if (text.length > QUERY_LENGTH) {
    throw new QueryError(`is longer than ${QUERY_LENGTH} characters`, 0);
  }
  const { tokens, errors } = lexer.tokenize(text);
  const [fault] = errors;
  if (fault) throw new QueryError(lexicalFault(text[fault.offset] ?? ''), fault.offset);
  checkDepth(tokens, { open: Open, close: Close });
  parser.input = tokens;
  const expression = parser.query();
  const [error] = parser.errors;
  if (!error) return expression;
  const { token } = error;
  if (token.tokenType === EOF) throw new QueryError('ends too early', text.length);
  throw new QueryError(`'${token.image.slice(0, 50)}' does not fit here`, token.startOffset);
}

function lexicalFault(character: string): string {
  if (character === '"') return 'the phrase in quotes does not end';
  if (character === '[' || character === '{') return 'the range does not end';
  if (character === '\\') return 'a backslash needs a character after it';
  return `'${character}' needs a backslash before it, or quotes around the whole`;
}

function negated(item: QueryExpression): QueryExpression {
  return item.kind === 'not' ? item.item : { kind: 'not', item };
}

/** `field:(a OR b)`: every free word in the brackets is of the field. */
function withField(expression: QueryExpression, name: IToken): QueryExpression {
  if (expression.kind === 'term') {
    return expression.field === undefined ? { ...expression, field: fieldName(name) } : expression;
  }
  if (expression.kind === 'not') return { kind: 'not', item: withField(expression.item, name) };
  return { ...expression, items: expression.items.map((item) => withField(item, name)) };
}

function fieldName({ image }: IToken): string {
  return image.slice(0, -1);
}

function termOf(name: IToken | undefined, token: IToken): QueryTerm {
  return {
    kind: 'term',
    field: name && fieldName(name),
    value: readValue(token),
    at: (name ?? token).startOffset,
  };
}

function comparisonOf(name: IToken, operator: IToken, value: IToken): QueryTerm {
  const known = (['>', '>=', '<', '<='] as const).find((each) => each === operator.image);
  if (!known) throw new Error(`The lexer lets ${operator.image} through.`);
  const text = value.tokenType === Phrase ? phraseOf(value.image) : plain(value.image);
  const at = name.startOffset;
  return {
    kind: 'term',
    field: fieldName(name),
    value: { kind: 'comparison', operator: known, text },
    at,
  };
}

function readValue({ tokenType, image, startOffset }: IToken): QueryValue {
  if (tokenType === Phrase) return { kind: 'phrase', text: phraseOf(image) };
  if (tokenType === Range) return rangeOf(image, startOffset);
  const isPattern = /(?<!\\)(?:\\\\)*[*?]/.test(image);
  return { kind: 'word', text: plain(image), like: isPattern ? likeOf(image) : undefined };
}

function rangeOf(image: string, at: number): QueryValue {
  const [, from, to] = /^\s*(\S+)\s+TO\s+(\S+)\s*$/.exec(image.slice(1, -1)) ?? [];
  if (from === undefined || to === undefined) {
    throw new QueryError('a range looks like [2026-11-01 TO 2026-11-30], or * for an open end', at);
  }
  const end = (text: string, isIncluded: boolean): RangeEnd => ({
    text: text === '*' ? undefined : text,
    isIncluded,
  });
  return {
    kind: 'range',
    from: end(from, image.startsWith('[')),
    to: end(to, image.endsWith(']')),
  };
}

function phraseOf(image: string): string {
  return image.slice(1, -1).replace(/\\(["\\])/g, '$1');
}

function plain(image: string): string {
  return image.replace(/\\([\s\S])/g, '$1');
}

function likeOf(image: string): string {
  return image.replace(/\\([\s\S])|([*?%_])/g, (_, escaped?: string, sign?: string) => {
    if (sign === '*') return '%';
    if (sign === '?') return '_';
    const literal = escaped ?? sign ?? '';
    return /[%_\\]/.test(literal) ? `\\${literal}` : literal;
  });
}
