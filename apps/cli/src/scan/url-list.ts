import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { CommandError, EXIT, usageError } from '../exit-codes.ts';

/** More belongs in several runs: each URL's record is held until its scan has ended. */
const MAX_URLS = 100_000;

interface UrlSources {
  /** Of the command line; `-` stands for the lines of `input`. */
  texts: readonly string[];
  input: NodeJS.ReadableStream;
  /** One URL a line. */
  file?: string | undefined;
}

/** All URLs in their order, those of the file last. Empty lines are skipped. */
export async function readUrls({ texts, input, file }: UrlSources): Promise<string[]> {
  if (texts.filter((text) => text === '-').length > 1) {
    throw usageError('standard input (-) can be given once');
  }
  const urls: string[] = [];
  const add = (text: string) => {
    if (text.trim() !== '') urls.push(text.trim());
    if (urls.length > MAX_URLS) throw usageError(`at most ${MAX_URLS} URLs at once`);
  };
  for (const text of texts) {
    if (text === '-') for await (const line of linesOf(input)) add(line);
    else add(text);
  }
  if (file !== undefined) for await (const line of linesOf(await openFile(file))) add(line);
  return urls;
}

function linesOf(input: NodeJS.ReadableStream): AsyncIterable<string> {
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

async function openFile(path: string): Promise<NodeJS.ReadableStream> {
  try {
    return (await open(path)).createReadStream({ encoding: 'utf8' });
  } catch (cause) {
    throw new CommandError(`the file ${path} cannot be read`, { exitCode: EXIT.usage, cause });
  }
}
