import { createInterface } from 'node:readline';
import { usageError } from '../exit-codes.ts';

/** More belongs in several runs: each URL's record is held until its scan has ended. */
const MAX_URLS = 100_000;

/** The URLs of the command line; `-` stands for the lines of `input`. Empty lines are skipped. */
export async function readUrls(
  texts: readonly string[],
  input: NodeJS.ReadableStream,
): Promise<string[]> {
  if (texts.filter((text) => text === '-').length > 1) {
    throw usageError('standard input (-) can be given once');
  }
  const urls: string[] = [];
  for (const text of texts) {
    if (text !== '-') {
      urls.push(text);
      continue;
    }
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() !== '') urls.push(line.trim());
      if (urls.length > MAX_URLS) throw usageError(`at most ${MAX_URLS} URLs at once`);
    }
  }
  return urls;
}
