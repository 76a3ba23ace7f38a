/**
 * Words that the index of parts cannot find, which knows nothing shorter than three letters: those
 * of one or two letters, and in scripts that put no space between words every two of a word.
 */

/** A title may be a thousand letters of noise. */
const MOST_WORDS = 200;

const WORD = /[\p{L}\p{N}]+/gu;
const ASCII_WORD = /^[a-z0-9]{1,2}$/;
/** Letters without spaces between words: Chinese, Japanese, Thai and their like. */
const DENSE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc]{2,}/gu;
const DENSE_PAIR = new RegExp(`^(?:${DENSE.source.replace('{2,}', '{2}')})$`, 'u');

/** Of texts in lower case. */
export function shortWords(texts: readonly string[]): string[] {
  const found = new Set<string>();
  for (const [word] of texts.join(' ').matchAll(WORD)) {
    if (ASCII_WORD.test(word)) found.add(word);
    for (const [run] of word.matchAll(DENSE)) {
      const letters = [...run];
      for (let at = 1; at < letters.length; at++) found.add(`${letters[at - 1]}${letters[at]}`);
    }
    if (found.size >= MOST_WORDS) break;
  }
  return [...found].slice(0, MOST_WORDS);
}

/** How such a word, in lower case, is looked for; undefined: it is no short word. */
export function shortWordKind(text: string): 'alone' | 'part' | undefined {
  if (ASCII_WORD.test(text)) return 'alone';
  return DENSE_PAIR.test(text) ? 'part' : undefined;
}
