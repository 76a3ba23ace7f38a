/**
 * Undoes "defanging": the ways in which analysts break a URL so that no mail client or chat makes
 * a live link of it (`hxxps[://]evil[.]com`). Nothing else in a URL looks like this, save in
 * paths and queries, which are touched only when scheme or host were defanged.
 */
export interface Refanged {
  text: string;
  changed: boolean;
}

const OPEN = '[[({]';
const CLOSE = '[\\])}]';

/** `h`, two letters that are `t` or stand for it, `p`, perhaps `s`. */
const SCHEME = 'h(?:[t*_]{2}|x{1,2}|tx|xt)p(s?)';
const SEPARATORS = [
  `${OPEN}://${CLOSE}`,
  `${OPEN}:${CLOSE}//`,
  `${OPEN}:${CLOSE}${OPEN}//${CLOSE}`,
  `${OPEN}:${CLOSE}(?:${OPEN}/${CLOSE}){2}`,
  `:${OPEN}//${CLOSE}`,
  `:(?:${OPEN}/${CLOSE}){2}`,
  `${OPEN}:/${CLOSE}/`,
  '://',
  ':\\\\\\\\',
];
const DEFANGED_START = new RegExp(`^${OPEN}?${SCHEME}${CLOSE}?(${SEPARATORS.join('|')})`, 'i');
const PLAIN_START = /^(?:https?:)?(?:\/\/|\\\\)/i;

/** At most a few blanks around: an open-ended number would be quadratic in long blanks. */
const GAP = '[ \\u00a0]{0,3}';
const DOT = new RegExp(`${GAP}${OPEN}${GAP}(?:\\.|dot)${GAP}${CLOSE}${GAP}`, 'gi');
const COLON = new RegExp(`${OPEN}:${CLOSE}(?=\\d)`, 'g');
const SLASH = new RegExp(`${OPEN}/${CLOSE}`, 'g');
/** `evil[.com` and `evil.]com`: half of a pair is enough for a chat program. */
const HALF_DOT = new RegExp(`(?<=[^\\s:])${OPEN}\\.|\\.${CLOSE}(?=[^\\s:])`, 'g');

export function refang(text: string): Refanged {
  const start = refangStart(text);
  const end = authorityEnd(start.rest);
  const authority = refangAll(start.rest.slice(0, end)).replace(COLON, ':').replace(HALF_DOT, '.');
  const changed = start.changed || authority !== start.rest.slice(0, end);
  const tail = start.rest.slice(end);
  return { text: start.head + authority + (changed ? refangAll(tail) : tail), changed };
}

const refangAll = (text: string) => text.replace(SLASH, '/').replace(DOT, '.');

function refangStart(text: string): { head: string; rest: string; changed: boolean } {
  const plain = PLAIN_START.exec(text);
  if (plain !== null) return { head: plain[0], rest: text.slice(plain[0].length), changed: false };
  const defanged = DEFANGED_START.exec(text);
  if (defanged === null) return { head: '', rest: text, changed: false };
  const [matched, secure = ''] = defanged;
  return {
    head: `http${secure.toLowerCase()}://`,
    rest: text.slice(matched.length),
    changed: true,
  };
}

/** Where the host part ends; a bracketed `[/]` belongs to what follows it, not to the host. */
const AUTHORITY_END = new RegExp(`${OPEN}/${CLOSE}|[/\\\\?#]`);

function authorityEnd(rest: string): number {
  const end = rest.search(AUTHORITY_END);
  return end === -1 ? rest.length : end;
}
