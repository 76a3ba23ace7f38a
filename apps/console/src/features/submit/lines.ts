import { SUBMISSION_BOUNDS } from '@webhood/contract';
import type { UrlIntake } from '@webhood/network-policy/intake';

/** What one call takes. More belongs to the API, in several calls. */
export const LINE_BOUND = SUBMISSION_BOUNDS.bulkUrls;

export type Line = { text: string; verdict: UrlIntake };

export type Lines = {
  lines: Line[];
  /** Left out because the same text stands above. */
  duplicates: number;
  /** Left out because there are too many. */
  rest: string[];
};

/** What was pasted, as submissions: one per line, repetitions and blank lines left out. */
export function readLines(text: string, intake: (line: string) => UrlIntake): Lines {
  const all = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  const filled = all.filter((line) => line !== '');
  const distinct = [...new Set(filled)];
  return {
    lines: distinct.slice(0, LINE_BOUND).map((line) => ({ text: line, verdict: intake(line) })),
    duplicates: filled.length - distinct.length,
    rest: distinct.slice(LINE_BOUND),
  };
}

/** A scanner may be allowed to open what the public may not, and only the server knows. */
export function isForServer({ verdict }: Line): boolean {
  return (
    verdict.kind === 'accepted' ||
    verdict.code === 'non_public_address' ||
    verdict.code === 'non_public_name'
  );
}
