/**
 * Text that came from a page or the network, made safe to look at: characters that are invisible,
 * reorder their neighbours or control a terminal are shown by number instead of acting.
 */
export type TextSegment = { kind: 'text' | 'escape'; text: string };

// Controls, format characters (bidi marks, overrides and isolates among them), what Unicode lets
// fonts leave out, line and paragraph separators, and lone surrogates. Tab and line end stay, and
// so do the sixteen variation selectors that emoji need.
export const INVISIBLE = /(?![\t\n]|[\ufe00-\ufe0f])[\p{Cc}\p{Cf}\p{DI}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Nearly all text: what needs no look at each character. */
const PLAIN = /^[\n\t\x20-\x7e]*$/;

export function escapeText(text: string): TextSegment[] {
  if (PLAIN.test(text)) return text === '' ? [] : [{ kind: 'text', text }];
  const segments: TextSegment[] = [];
  let end = 0;
  for (const match of text.matchAll(INVISIBLE)) {
    if (match.index > end) segments.push({ kind: 'text', text: text.slice(end, match.index) });
    segments.push({ kind: 'escape', text: escapeOf(match[0]) });
    end = match.index + match[0].length;
  }
  if (end < text.length) segments.push({ kind: 'text', text: text.slice(end) });
  return segments;
}

/** The same as one string, for places that take no markup such as `title` and `aria-label`. */
export function escapedString(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(INVISIBLE, (found) => escapeOf(found));
}

function escapeOf(found: string): string {
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `[U+${code}]`;
}

/** The first `length` characters, never cutting a surrogate pair. */
export function clip(text: string, length: number): { text: string; hidden: number } {
  if (text.length <= length) return { text, hidden: 0 };
  const code = text.charCodeAt(length - 1);
  const end = code >= 0xd800 && code <= 0xdbff ? length - 1 : length;
  return { text: text.slice(0, end), hidden: text.length - end };
}
