/** Below this a secret can be guessed offline by someone with time: 128 bits, estimated. */
const MIN_BITS = 128;
const MIN_LENGTH = 32;
/** Hexadecimal carries 4 bits a character: 32 random bytes are 64 of them. */
const MIN_HEX_LENGTH = 64;

/** Words of published examples. A random secret has none of them but by a chance of one in millions, so none is shorter than six letters. */
const EXAMPLE_WORDS = [
  'changeme',
  'change-me',
  'change_me',
  'secret',
  'password',
  'example',
  'webhood',
  'placeholder',
  'default',
  'insecure',
  '12345678',
  'abcdefgh',
  'qwertyui',
  'deadbeef',
];

/** Shannon's estimate over the text's own characters: low for repetition, whatever the length. */
function estimatedBits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bitsEach = 0;
  for (const count of counts.values())
    bitsEach -= (count / text.length) * Math.log2(count / text.length);
  return bitsEach * text.length;
}

/** Whether the text is one shorter text over and over. */
function isRepetition(text: string): boolean {
  return `${text}${text}`.indexOf(text, 1) < text.length;
}

/** Whether it has a word in it that published examples have. */
export function isPublishedExample(text: string): boolean {
  const lower = text.toLowerCase();
  return EXAMPLE_WORDS.some((word) => lower.includes(word));
}

export const PUBLISHED_EXAMPLE = 'looks like a published example';

/** What is wrong with a secret, as the end of a sentence that begins with its name; else undefined. */
export function secretWeakness(text: string): string | undefined {
  if (text.length < MIN_LENGTH) return `is shorter than ${MIN_LENGTH} characters`;
  if (/^[0-9a-f]+$/i.test(text) && text.length < MIN_HEX_LENGTH) {
    return `is hexadecimal with fewer than ${MIN_HEX_LENGTH} digits`;
  }
  if (isPublishedExample(text)) return PUBLISHED_EXAMPLE;
  if (isRepetition(text)) return 'repeats itself';
  if (estimatedBits(text) < MIN_BITS) return 'has too little randomness';
  return undefined;
}
