/** What of a body can be looked at here, and in which form. */
export type PreviewKind = 'image' | 'json' | 'text' | 'bytes';

/** Read of a body for its preview; all of it can be downloaded. */
export const PREVIEW_BYTES = 512 * 1024;
/** A picture is of use only as a whole. */
export const IMAGE_BYTES = 10 * 1024 * 1024;
const DUMPED_BYTES = 4_096;

/** Raster pictures that browsers decode in their sandbox. SVG is a document, and shown as text. */
const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp', 'image/x-icon'];

/** By content where that is known, since a server may call anything an image. */
export function previewKind(declared: string, detected: string | undefined): PreviewKind {
  const type = (detected ?? declared).split(';')[0]?.trim().toLowerCase() ?? '';
  if (detected !== undefined && IMAGES.includes(type)) return 'image';
  if (/[/+]json$/.test(type)) return 'json';
  const isText = /^text\/|[/+]xml$|javascript|ecmascript|x-www-form-urlencoded|svg/;
  if (isText.test(type) || (detected === undefined && isText.test(declared))) return 'text';
  return 'bytes';
}

/** JSON set out by depth, or the text as it is where it is none. */
export function formatJson(text: string): string {
  if (isDeep(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Cut at the bound, or not JSON at all: both are worth showing as they came.
    return text;
  }
}

/** Set out, each level of nesting costs blanks in every line below it. */
const DEEPEST = 200;

/** Whether brackets nest beyond the bound; those in strings count too, which errs on the safe side. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const [sign] of text.matchAll(/[[\]{}]/g)) {
    depth += sign === '[' || sign === '{' ? 1 : -1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Sixteen bytes a line with their offset, and what of them is ASCII. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, DUMPED_BYTES); at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.'));
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${ascii.join('')}`);
  }
  return lines.join('\n');
}

/** The first bytes of a stream, no more than the bound; `isCut` when there were more. */
export async function readStart(
  stream: ReadableStream<Uint8Array>,
  bound: number,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; isCut: boolean }> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  while (length <= bound) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
  }
  const isCut = length > bound;
  if (isCut) await reader.cancel();
  const bytes = new Uint8Array(Math.min(length, bound));
  let at = 0;
  for (const part of parts) {
    bytes.set(part.subarray(0, bytes.length - at), at);
    at += part.length;
    if (at >= bytes.length) break;
  }
  return { bytes, isCut };
}
