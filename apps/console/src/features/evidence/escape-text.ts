/**
 * Text that came from a page or the network, made safe to look at: characters that are invisible,
 * reorder their neighbours or control a terminal are shown by number instead of acting.
 */
export type TextSegment = { kind: 'text' | 'escape'; text: string };

// C0 and C1 controls but line end and tab; soft hyphen; zero-width, joiner and direction marks;
// bidi embeddings, overrides and isolates; line and paragraph separators; invisible operators;
// variation selectors (also the supplementary ones) are left, emoji need them; Hangul fillers;
// the byte order mark; interlinear annotation; tag characters; lone surrogates.
export const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  /\u034f|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

export function escapeText(text: string): TextSegment[] {
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
