/**
 * HTML with each tag on a line of its own, indented by its depth: to be read, not to be run. Takes
 * one pass over the text, so that a hostile document costs no more than its length.
 */

/** Deeper nesting is not indented further: the blanks would outgrow the document. */
const DEEPEST_INDENT = 24;

const VOID = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);
/** What stands in these is not markup, or its blanks mean something. */
const VERBATIM = new Set(['script', 'style', 'textarea', 'pre', 'title', 'xmp', 'noscript']);

export function formatHtml(html: string): string {
  const lines: string[] = [];
  let depth = 0;
  let at = 0;
  const put = (text: string) => {
    const trimmed = text.trim();
    if (trimmed !== '') lines.push('  '.repeat(Math.min(depth, DEEPEST_INDENT)) + trimmed);
  };
  while (at < html.length) {
    const start = html.indexOf('<', at);
    if (start === -1) {
      put(html.slice(at));
      break;
    }
    put(html.slice(at, start));
    const end = endOfTag(html, start);
    const tag = html.slice(start, end);
    const name = /^<\/?([a-z][^\s/>]*)/i.exec(tag.slice(0, 64))?.[1]?.toLowerCase();
    at = end;
    if (name !== undefined && tag.startsWith('</')) {
      depth = Math.max(0, depth - 1);
      put(tag);
    } else if (name !== undefined && VERBATIM.has(name) && !tag.endsWith('/>')) {
      at = endOfElement(html, end, name);
      put(tag + html.slice(end, at));
    } else {
      put(tag);
      if (name !== undefined && !VOID.has(name) && !tag.endsWith('/>')) depth += 1;
    }
  }
  return lines.join('\n');
}

/** After the tag or comment that begins here; quoted attribute values may hold `>`. */
function endOfTag(html: string, start: number): number {
  if (html.startsWith('<!--', start)) return after(html, '-->', start + 4);
  if (!/[a-z/!?]/i.test(html[start + 1] ?? '')) return start + 1;
  let quote = '';
  for (let at = start + 1; at < html.length; at += 1) {
    const sign = html[at] as string;
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '>') return at + 1;
    else if ((sign === '"' || sign === "'") && html[at - 1] === '=') quote = sign;
  }
  return html.length;
}

function after(html: string, text: string, from: number): number {
  const found = html.indexOf(text, from);
  return found === -1 ? html.length : found + text.length;
}

/** After the closing tag of an element whose content is not looked into. */
function endOfElement(html: string, from: number, name: string): number {
  const closing = new RegExp(`</${name}\\s*>`, 'gi');
  closing.lastIndex = from;
  const found = closing.exec(html);
  return found === null ? html.length : closing.lastIndex;
}
