/**
 * Chromium hands text over already decoded. Where the length tells that the original was in
 * another form, this restores it, so that the hash is that of what the server sent.
 */
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const SINGLE_BYTE_CHARSETS = new Set(['windows-1252', 'iso-8859-1', 'latin1', 'us-ascii']);

/** `receivedBytes` is the length after decompression. */
export function originalBytes(
  answer: { body: string; base64Encoded: boolean },
  receivedBytes: number,
  charset: string,
): Buffer {
  if (answer.base64Encoded) return Buffer.from(answer.body, 'base64');
  const utf8 = Buffer.from(answer.body, 'utf8');
  if (utf8.length === receivedBytes) return utf8;
  if (utf8.length + BYTE_ORDER_MARK.length === receivedBytes) {
    return Buffer.concat([BYTE_ORDER_MARK, utf8]);
  }
  const isSingleByte =
    answer.body.length === receivedBytes && SINGLE_BYTE_CHARSETS.has(charset.toLowerCase());
  return isSingleByte ? encodeWindows1252(answer.body) : utf8;
}

/** WHATWG encoding standard, windows-1252: 0x80–0x9f differ from Latin-1. */
const HIGH_CONTROLS =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

function encodeWindows1252(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) <= 0xff) continue;
    const high = HIGH_CONTROLS.indexOf(text.charAt(index));
    if (high !== -1) bytes[index] = 0x80 + high;
  }
  return bytes;
}
