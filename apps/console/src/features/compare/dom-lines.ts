import { diffArrays } from 'diff';

/** Of each document; a page has a hundred thousand, what is longer was made to be long. */
export const COMPARED_LENGTH = 2_000_000;
/** Two documents that share next to nothing cost the square of their difference. */
const COMPARE_MS = 4_000;
/** Lines of the same around each difference. */
const CONTEXT = 3;
/** Of one line that is shown; more makes the page stutter. */
const LINE_LENGTH = 2_000;

export type DomLine =
  | { kind: 'added' | 'removed' | 'same'; text: string; a: number | null; b: number | null }
  | { kind: 'fold'; count: number };

export type DomComparison =
  | { kind: 'too_different' }
  | { kind: 'compared'; lines: DomLine[]; added: number; removed: number; cut: boolean };

/** Line by line, with tags on lines of their own. Never longer than `COMPARE_MS`. */
export function compareDom(a: string, b: string): DomComparison {
  const cut = a.length > COMPARED_LENGTH || b.length > COMPARED_LENGTH;
  const parts = diffArrays(linesOf(a), linesOf(b), { timeout: COMPARE_MS });
  if (!parts) return { kind: 'too_different' };
  const lines: DomLine[] = [];
  let added = 0;
  let removed = 0;
  let atA = 1;
  let atB = 1;
  parts.forEach((part, index) => {
    const texts = part.value.map((text) => text.slice(0, LINE_LENGTH));
    if (part.added) {
      added += texts.length;
      for (const text of texts) lines.push({ kind: 'added', text, a: null, b: atB++ });
    } else if (part.removed) {
      removed += texts.length;
      for (const text of texts) lines.push({ kind: 'removed', text, a: atA++, b: null });
    } else {
      const same = texts.map((text): DomLine => ({ kind: 'same', text, a: atA++, b: atB++ }));
      lines.push(...folded(same, { isFirst: index === 0, isLast: index === parts.length - 1 }));
    }
  });
  return { kind: 'compared', lines, added, removed, cut };
}

function linesOf(html: string): string[] {
  return html.slice(0, COMPARED_LENGTH).replace(/>\s*</g, '>\n<').split(/\r?\n/);
}

function* folded(
  same: DomLine[],
  { isFirst, isLast }: { isFirst: boolean; isLast: boolean },
): Generator<DomLine> {
  const head = isFirst ? 0 : CONTEXT;
  const tail = isLast ? 0 : CONTEXT;
  // Folding one or two lines saves nothing.
  if (same.length <= head + tail + 2) {
    yield* same;
    return;
  }
  yield* same.slice(0, head);
  yield { kind: 'fold', count: same.length - head - tail };
  if (tail > 0) yield* same.slice(-tail);
}
