/** Rows that `j` and `k` walk through carry this attribute. */
const ROW = '[data-row]';

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

export function moveFocus(direction: 'next' | 'previous'): void {
  const rows = [...document.querySelectorAll<HTMLElement>(ROW)];
  const current = rows.findIndex((row) => row.contains(document.activeElement));
  const index = current === -1 ? 0 : current + (direction === 'next' ? 1 : -1);
  const row = rows[index];
  if (!row) return;
  row.focus();
  row.scrollIntoView({ block: 'nearest' });
}
