/**
 * The name of a download inside its zip. The page suggested it, so only what is harmless on every
 * system is left: no folder, no control or direction character, nothing that Windows keeps for
 * itself. The ending stays, because analysts and their tools go by it.
 */

const LENGTH = 100;
const ENDING_LENGTH = 16;
const FALLBACK = 'download';
// Unicode format characters (Cf) hide endings: they turn the direction of the text.
const UNWANTED = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}"*:<>?|]/gu;
const KEPT_BY_WINDOWS = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

export function entryName(suggested: string): string {
  const last = suggested.split(/[/\\]/).at(-1) ?? '';
  const name = last
    .toWellFormed()
    .replaceAll(UNWANTED, '_')
    .replaceAll(/^[.\s]+|[.\s]+$/g, '');
  if (name === '') return FALLBACK;
  return shorten(KEPT_BY_WINDOWS.test(name) ? `_${name}` : name);
}

/** Takes from the middle, so that the ending stays. */
function shorten(name: string): string {
  const letters = [...name];
  if (letters.length <= LENGTH) return name;
  const dot = letters.lastIndexOf('.');
  const ending = letters.length - dot <= ENDING_LENGTH ? letters.slice(dot) : [];
  return [...letters.slice(0, LENGTH - ending.length), ...ending].join('');
}
