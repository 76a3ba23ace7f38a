/**
 * Does a name pass for another one? A hint for the analyst, not a verdict. Two signs, both per
 * label:
 *
 * 1. Scripts are mixed that no language mixes (UTS 39, 5.2): Latin with Cyrillic, for example.
 * 2. Every letter beyond ASCII has a twin in ASCII, so the whole label reads as plain Latin.
 *    Not counted where the top-level domain is in the same script: `сор.рф` is just Russian.
 */
export function isLookalike(unicodeHost: string): boolean {
  const labels = unicodeHost.split('.').filter((label) => label !== '');
  const topScripts = scriptsOf(labels.at(-1) ?? '');
  return labels.some(
    (label) => mixesScripts(label) || (readsAsAscii(label) && !sharesScript(label, topScripts)),
  );
}

const SCRIPTS = [
  ['Latin', /\p{Script=Latin}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
  ['Coptic', /\p{Script=Coptic}/u],
  ['Georgian', /\p{Script=Georgian}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Arabic', /\p{Script=Arabic}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['Devanagari', /\p{Script=Devanagari}/u],
  // Chinese, Japanese and Korean mix these with one another and with Latin.
  ['EastAsian', /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u],
  ['EastAsian', /\p{Script=Hangul}|\p{Script=Bopomofo}/u],
  ['Neutral', /\p{Script=Common}|\p{Script=Inherited}/u],
] as const;

/** Scripts whose letters resemble Latin ones, so that beside Latin they are suspicious. */
const LATIN_LIKE = new Set(['Cyrillic', 'Greek', 'Armenian', 'Cherokee', 'Coptic', 'Georgian']);

function scriptsOf(label: string): Set<string> {
  const scripts = new Set<string>();
  for (const character of label) {
    scripts.add(SCRIPTS.find(([, pattern]) => pattern.test(character))?.[0] ?? 'Other');
  }
  scripts.delete('Neutral');
  return scripts;
}

function mixesScripts(label: string): boolean {
  const scripts = scriptsOf(label);
  if (scripts.size > 2) return true;
  return scripts.size === 2 && [...scripts].some((script) => LATIN_LIKE.has(script));
}

function sharesScript(label: string, topScripts: ReadonlySet<string>): boolean {
  const own = scriptsOf(label);
  return !own.has('Latin') && [...own].every((script) => topScripts.has(script));
}

/**
 * Characters by the ASCII character they pass for. Only near-identical ones: a wider table would
 * flag ordinary Russian, Greek and Vietnamese names.
 */
const TWINS: Readonly<Record<string, string>> = {
  a: 'аαɑạ',
  b: 'ьƅḅ',
  c: 'сϲᴄ',
  d: 'ԁɗḍ',
  e: 'еҽẹ',
  f: 'ƒ',
  g: 'ɡց',
  h: 'һհḥ',
  i: 'іιıɩị',
  j: 'јϳȷ',
  k: 'кκᴋḳ',
  l: 'ӏǀḷ',
  m: 'мᴍṃ',
  n: 'ոռηṇ',
  o: 'оοօọᴏ〇',
  p: 'рρ',
  q: 'ԛզ',
  r: 'ɾṛ',
  s: 'ѕꜱṣ',
  t: 'тτṭᴛ',
  u: 'υսụᴜ',
  v: 'νѵᴠ',
  w: 'ԝѡωաẉᴡ',
  x: 'хχ',
  y: 'уγүỵ',
  z: 'ᴢẓ',
  '-': '一ー丶',
  '/': 'ノ丿〳〵',
};

const HAS_TWIN = new Set(Object.values(TWINS).flatMap((twins) => [...twins]));

function readsAsAscii(label: string): boolean {
  const beyond = [...label].filter((character) => character > '\u007f');
  return beyond.length > 0 && beyond.every((character) => HAS_TWIN.has(character));
}
