/**
 * How good a password is, judged alike by the console while it is typed and by the server when it
 * is sent. Offline: the list of common passwords comes with the package.
 */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** 0: found at once … 4: out of reach. */
export type PasswordScore = 0 | 1 | 2 | 3 | 4;

export interface PasswordVerdict {
  score: PasswordScore;
  /** Why the server refuses it; null when it does not. */
  refusal: 'common' | 'guessable' | null;
}

/** Below it ten thousand million guesses find the password: one graphics card, hours to days. */
const LEAST_SCORE: PasswordScore = 3;
/** Besides what is known of the person: what everyone here would think of. */
const OBVIOUS_HERE = ['webhood', 'scanner'];

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
const common = new Set(dictionary['passwords-common']?.map(String));

/** The repeated part of a text that is nothing but repetitions, else the text. */
function withoutRepetition(text: string): string {
  const period = `${text}${text}`.indexOf(text, 1);
  return text.slice(0, period);
}

/** `known`: name, e-mail address and the like, which a guesser tries first. */
export function judgePassword(password: string, known: readonly string[] = []): PasswordVerdict {
  const lower = password.toLowerCase();
  const parts = known.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter(Boolean);
  const { score } = estimator.check(password, [...parts, ...OBVIOUS_HERE]);
  if (common.has(lower) || common.has(withoutRepetition(lower)))
    return { score, refusal: 'common' };
  return { score, refusal: score < LEAST_SCORE ? 'guessable' : null };
}
