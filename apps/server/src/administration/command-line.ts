import { parseArgs } from 'node:util';
import type { z } from 'zod';

/** The command line itself is wrong: exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Commands of one word. */
const ALONE = ['backup', 'restore', 'import-webhood', 'scrub'];

export interface CommandLine {
  noun: string;
  /** Empty for a command of one word. */
  verb: string;
  /** What follows noun and verb and is no option. */
  operands: string[];
  options: Record<string, string | boolean | undefined>;
  json: boolean;
}

const OPTIONS = {
  name: { type: 'string' },
  role: { type: 'string' },
  email: { type: 'string' },
  expires: { type: 'string' },
  labels: { type: 'string' },
  head: { type: 'string' },
  rate: { type: 'string' },
  'password-stdin': { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export function parseCommandLine(args: string[]): CommandLine {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    const [noun = '', ...rest] = positionals;
    const [verb = '', ...operands] = ALONE.includes(noun) ? ['', ...rest] : rest;
    return { noun, verb, operands, options: values, json: values.json === true };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the arguments are not valid');
  }
}

/** As it is typed. */
export function nameOf({ noun, verb }: Pick<CommandLine, 'noun' | 'verb'>): string {
  return `${noun} ${verb}`.trim();
}

/** Refuses options and operands that the command does not take, rather than ignoring them. */
export function allowOnly(line: CommandLine, options: string[], operands: string[]): void {
  for (const name of Object.keys(line.options)) {
    if (name !== 'json' && !options.includes(name)) {
      throw new UsageError(`${nameOf(line)} has no option --${name}`);
    }
  }
  if (line.operands.length !== operands.length) {
    const wanted = operands.length === 0 ? 'nothing' : operands.join(' ');
    throw new UsageError(`${nameOf(line)} takes ${wanted} besides its options`);
  }
}

/** Holds the input to the contract's schema, in the words of a command line. */
export function checked<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'input'}: ${message}`,
  );
  throw new UsageError(faults.join('; '));
}

/** `90d` as days. */
export function parseDays(text: string): number {
  const match = /^([1-9]\d{0,3})d$/.exec(text);
  if (!match) throw new UsageError('--expires must be a number of days such as 90d');
  return Number(match[1]);
}
