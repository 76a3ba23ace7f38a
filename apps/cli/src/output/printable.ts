/**
 * Text that a scanned page or a server chose, made safe for a terminal: control characters (which
 * could move the cursor, recolour or retitle) and direction overrides are shown, not obeyed.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to show
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

export function printable(text: string, maxLength = 300): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return cut.replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return `\\u{${code}}`;
  });
}

/** One JSON value in one line, with the same characters as JSON escapes. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
