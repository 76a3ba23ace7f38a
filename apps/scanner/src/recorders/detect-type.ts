/**
 * The media type by content. Servers of malware call it what they like; the first bytes tell what
 * it is. Plain text of no certain kind stays undefined: scripts have no signature.
 */
import { fileTypeFromBuffer } from 'file-type';

/** Signatures stand at the beginning; Office files need the first entries of their zip. */
const HEAD_BYTES = 64 * 1024;
/** Only a whole JSON text parses, and parsing larger ones costs more than it tells. */
const JSON_BYTES = 256 * 1024;
/** As browsers do: white space, then comments, then one of the tags that begin a document. */
const MARKUP_BYTES = 2_048;
const LEADING = /^(?:\ufeff|\s|<!--[\s\S]*?-->)+/;
const HTML =
  /^<(?:!doctype html|html|head|body|script|iframe|title|meta|link|style|table|div|h1|form|p|a|b|br|font)(?=[\s>/])/i;

export async function detectType(bytes: Buffer): Promise<string | undefined> {
  const head = bytes.subarray(0, HEAD_BYTES);
  const text = textType(bytes, head.toString('utf8', 0, MARKUP_BYTES).replace(LEADING, ''));
  if (text !== undefined) return text;
  const type = await fileTypeFromBuffer(head).catch(() => undefined);
  return type?.mime;
}

function textType(bytes: Buffer, start: string): string | undefined {
  if (HTML.test(start)) return 'text/html';
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!doctype svg[^>]*>\s*)?<svg[\s>]/i.test(start)) {
    return 'image/svg+xml';
  }
  if (start.startsWith('<?xml')) return 'application/xml';
  if (start.startsWith('#!')) return 'text/x-shellscript';
  if (/^[{[]/.test(start) && bytes.length <= JSON_BYTES && isJson(bytes)) return 'application/json';
  return undefined;
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
    return true;
  } catch {
    // Anything may begin with a bracket.
    return false;
  }
}
