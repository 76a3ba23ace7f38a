/**
 * Text for a terminal in which nothing that a stranger chose is obeyed: control characters (which
 * move the cursor, retitle, or write to the clipboard) and changes of direction are shown.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to show
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const codeOf = (character: string): string => character.charCodeAt(0).toString(16);

/** One line, whatever is in it. */
export function terminalLine(text: string): string {
  return text.replace(OBEYED, (character) => `\\u{${codeOf(character)}}`);
}

/** Lines of ours, each made safe. */
export function terminalLines(text: string): string {
  return text.split('\n').map(terminalLine).join('\n');
}

/** One JSON value in one line, with the same characters as JSON escapes. */
export function terminalJson(value: unknown): string {
  return JSON.stringify(value).replace(
    OBEYED,
    (character) => `\\u${codeOf(character).padStart(4, '0')}`,
  );
}
