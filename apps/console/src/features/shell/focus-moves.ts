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

/** Frames to wait for a page that is on its way: a second, past which the wish is stale. */
const FOCUS_FRAMES = 60;

/** What has the keys to itself while it is open. */
const OVERLAY = '[role=dialog], [role=alertdialog], [role=menu]';

export function isOverlayOpen(): boolean {
  return document.querySelector(OVERLAY) !== null;
}

/** Into the field that the page is about, once it is there; never out of what opened meanwhile. */
export function focusMainField(): void {
  let frames = 0;
  const look = () => {
    if (isOverlayOpen()) return;
    const field = document.querySelector<HTMLElement>('[data-main-field]');
    if (field) field.focus();
    else if (++frames < FOCUS_FRAMES) requestAnimationFrame(look);
  };
  look();
}
