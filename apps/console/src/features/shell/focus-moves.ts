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

/** A page that is on its way takes this long at most; then the wish is stale. */
const FOCUS_MS = 10_000;

/** What has the keys to itself while it is open. */
const OVERLAY = '[role=dialog], [role=alertdialog], [role=menu]';

export function isOverlayOpen(): boolean {
  return document.querySelector(OVERLAY) !== null;
}

/** Into the field that the page is about, once it is there; not after anything else was done. */
export function focusMainField(): void {
  const until = performance.now() + FOCUS_MS;
  const done = new AbortController();
  const giveUp = () => done.abort();
  window.addEventListener('keydown', giveUp, { capture: true, signal: done.signal });
  window.addEventListener('pointerdown', giveUp, { capture: true, signal: done.signal });
  const look = () => {
    if (done.signal.aborted) return;
    const field = document.querySelector<HTMLElement>('[data-main-field]');
    if (field && !isOverlayOpen()) field.focus();
    if (field || performance.now() > until) done.abort();
    else requestAnimationFrame(look);
  };
  look();
}
