/**
 * The `filter` of Webhood's v1 contract: PocketBase's filter syntax, read into a tree. Nothing here
 * knows which fields there are.
 */

import { FILTER_LENGTH } from '@webhood/contract';
import { createToken, EmbeddedActionsParser, EOF, type IToken, Lexer } from 'chevrotain';
import { checkDepth, joined } from './grammar.ts';
import { QueryError } from './query-error.ts';

export const FILTER_OPERATORS = ['=', '!=', '>=', '>', '<=', '<', '~', '!~'] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

export interface FilterField {
  kind: 'field';
  /** As written, dots included: `options.rate`. */
  name: string;
  modifier: 'lower' | 'length' | undefined;
  /** Offset in the text. */
  at: number;
}

export type FilterLiteral =
  | { kind: 'text'; value: string; at: number }
  | { kind: 'number'; value: number; at: number }
  | { kind: 'boolean'; value: boolean; at: number }
  | { kind: 'null'; at: number }
  /** `@now` and its like; the name without the `@`. */
  | { kind: 'macro'; name: string; at: number };

export type FilterOperand = FilterField | FilterLiteral;

export interface FilterComparison {
  kind: 'comparison';
  left: FilterOperand;
  operator: FilterOperator;
  /** Written with a `?`: one value of a list is enough. */
  isAny: boolean;
  right: FilterOperand;
}

export type FilterExpression = { kind: 'and' | 'or'; items: FilterExpression[] } | FilterComparison;

const Space = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED });
const Comment = createToken({ name: 'Comment', pattern: /\/\/[^\n]*/, group: Lexer.SKIPPED });
const And = createToken({ name: 'And', pattern: '&&', label: '&&' });
const Or = createToken({ name: 'Or', pattern: '||', label: '||' });
const Open = createToken({ name: 'Open', pattern: '(', label: '(' });
const Close = createToken({ name: 'Close', pattern: ')', label: ')' });
const Operator = createToken({
  name: 'Operator',
  pattern: /\??(?:!=|>=|<=|!~|=|>|<|~)/,
  label: 'an operator',
});
const Text = createToken({
  name: 'Text',
  pattern: /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/,
  label: 'a text in quotes',
  line_breaks: true,
});
const Numeral = createToken({
  name: 'Numeral',
  pattern: /-?\d+(?:\.\d+)?(?![\w.])/,
  label: 'a number',
});
const Macro = createToken({ name: 'Macro', pattern: /@[A-Za-z]+/, label: 'a macro' });
const Name = createToken({
  name: 'Name',
  pattern: /[A-Za-z_]\w*(?:\.\w+)*(?::[a-z]+)?/,
  label: 'a field',
});

const TOKENS = [Space, Comment, And, Or, Open, Close, Operator, Text, Numeral, Macro, Name];
const lexer = new Lexer(TOKENS, { positionTracking: 'onlyOffset' });

class FilterParser extends EmbeddedActionsParser {
  constructor() {
    super(TOKENS, { recoveryEnabled: false });
    this.performSelfAnalysis();
  }

  readonly filter = this.RULE('filter', (): FilterExpression => this.SUBRULE(this.anyOf));

  private readonly anyOf = this.RULE('anyOf', (): FilterExpression => {
    const items = [this.SUBRULE(this.allOf)];
    this.MANY(() => {
      this.CONSUME(Or);
      items.push(this.SUBRULE2(this.allOf));
    });
    return this.ACTION(() => joined('or', items));
  });

  private readonly allOf = this.RULE('allOf', (): FilterExpression => {
    const items = [this.SUBRULE(this.term)];
    this.MANY(() => {
      this.CONSUME(And);
      items.push(this.SUBRULE2(this.term));
    });
    return this.ACTION(() => joined('and', items));
  });

  private readonly term = this.RULE(
    'term',
    (): FilterExpression =>
      this.OR([
        { ALT: () => this.SUBRULE(this.group) },
        { ALT: () => this.SUBRULE(this.comparison) },
      ]),
  );

  private readonly group = this.RULE('group', (): FilterExpression => {
    this.CONSUME(Open);
    const inner = this.SUBRULE(this.anyOf);
    this.CONSUME(Close);
    return inner;
  });

  private readonly comparison = this.RULE('comparison', (): FilterComparison => {
    const left = this.SUBRULE(this.operand);
    const { image } = this.CONSUME(Operator);
    const right = this.SUBRULE2(this.operand);
    return this.ACTION(() => ({
      kind: 'comparison',
      left,
      operator: operatorOf(image),
      isAny: image.startsWith('?'),
      right,
    }));
  });

  private readonly operand = this.RULE('operand', (): FilterOperand => {
    const token = this.OR([
      { ALT: () => this.CONSUME(Text) },
      { ALT: () => this.CONSUME(Numeral) },
      { ALT: () => this.CONSUME(Macro) },
      { ALT: () => this.CONSUME(Name) },
    ]);
    return this.ACTION(() => operandOf(token));
  });
}

const parser = new FilterParser();

/** @throws QueryError that says what was expected, and where */
export function parseFilter(text: string): FilterExpression {
  if (text.length > FILTER_LENGTH) {
    throw new QueryError(`is longer than ${FILTER_LENGTH} characters`, 0);
  }
  const { tokens, errors } = lexer.tokenize(text);
  const [fault] = errors;
  if (fault) {
    const isQuote = /["']/.test(text[fault.offset] ?? '');
    const what = isQuote ? 'the text in quotes does not end' : 'nothing can begin here';
    throw new QueryError(what, fault.offset);
  }
  checkDepth(tokens, { open: Open, close: Close });
  parser.input = tokens;
  const expression = parser.filter();
  const [error] = parser.errors;
  if (error) throw new QueryError(expected(error.token), offsetOf(error.token, text));
  return expression;
}

const SHAPE = 'a comparison looks like status = "done", joined by && or ||';

function expected({ image }: IToken): string {
  return image === ''
    ? `ends too early: ${SHAPE}`
    : `'${image.slice(0, 50)}' does not fit here: ${SHAPE}`;
}

function offsetOf(token: IToken, text: string): number {
  return token.tokenType === EOF ? text.length : token.startOffset;
}

function operatorOf(image: string): FilterOperator {
  const bare = image.replace('?', '');
  const operator = FILTER_OPERATORS.find((known) => known === bare);
  if (!operator) throw new Error(`The lexer lets ${image} through.`);
  return operator;
}

const WORDS: Record<
  string,
  Pick<FilterLiteral & { kind: 'boolean' }, 'kind' | 'value'> | { kind: 'null' }
> = {
  true: { kind: 'boolean', value: true },
  false: { kind: 'boolean', value: false },
  null: { kind: 'null' },
};

function operandOf({ tokenType, image, startOffset: at }: IToken): FilterOperand {
  if (tokenType === Text) return { kind: 'text', value: unquote(image), at };
  if (tokenType === Numeral) return { kind: 'number', value: Number(image), at };
  if (tokenType === Macro) return { kind: 'macro', name: image.slice(1), at };
  const word = Object.hasOwn(WORDS, image) ? WORDS[image] : undefined;
  if (word) return { ...word, at };
  const [name = '', modifier] = image.split(':');
  if (modifier === undefined || modifier === 'lower' || modifier === 'length') {
    return { kind: 'field', name, modifier, at };
  }
  throw new QueryError(`':${modifier}' is neither ':lower' nor ':length'`, at);
}

/** Quotes and backslashes can be escaped; any other backslash is itself, for `~` to see. */
function unquote(image: string): string {
  const inner = image.slice(1, -1);
  return inner.replace(image.startsWith('"') ? /\\(["\\])/g : /\\(['\\])/g, '$1');
}

/** The same filter as text again. */
export function printFilter(expression: FilterExpression): string {
  if (expression.kind === 'comparison') {
    const { left, operator, isAny, right } = expression;
    return `${printOperand(left)} ${isAny ? '?' : ''}${operator} ${printOperand(right)}`;
  }
  const joint = expression.kind === 'and' ? ' && ' : ' || ';
  return expression.items
    .map((item) => (item.kind === 'comparison' ? printFilter(item) : `(${printFilter(item)})`))
    .join(joint);
}

function printOperand(operand: FilterOperand): string {
  switch (operand.kind) {
    case 'field':
      return operand.modifier ? `${operand.name}:${operand.modifier}` : operand.name;
    case 'text':
      return `"${operand.value.replace(/["\\]/g, '\\$&')}"`;
    case 'macro':
      return `@${operand.name}`;
    case 'null':
      return 'null';
    default:
      return String(operand.value);
  }
}
