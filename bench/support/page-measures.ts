/** What a person would feel of a page, measured inside it. */
import type { Page } from 'playwright-core';

/** Long enough for a steady figure, short enough for a run. */
const SCROLL_MS = 3_000;
/** A fast wheel. */
const WHEEL_PX = 240;
const WHEEL_EVERY_MS = 30;
/** For all words together. */
const FILTERED_MS = 20_000;
const LOOK_EVERY_MS = 30;

export interface Frames {
  fps: number;
  /** Of the times between two frames. */
  p95Ms: number;
  worstMs: number;
}

/** Turns the wheel over the middle of the page and counts frames. */
export async function scrollFrames(page: Page): Promise<Frames> {
  await page.mouse.move(800, 600);
  const counting = page.evaluate<number[]>(`new Promise((resolve) => {
    const gaps = [];
    const until = performance.now() + ${SCROLL_MS};
    let last;
    const frame = (now) => {
      if (last !== undefined) gaps.push(now - last);
      last = now;
      if (now < until) requestAnimationFrame(frame); else resolve(gaps);
    };
    requestAnimationFrame(frame);
  })`);
  const until = performance.now() + SCROLL_MS;
  while (performance.now() < until) {
    await page.mouse.wheel(0, WHEEL_PX);
    await page.waitForTimeout(WHEEL_EVERY_MS);
  }
  const gaps = (await counting).sort((a, b) => a - b);
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  return {
    fps: round((1_000 * gaps.length) / total),
    p95Ms: round(gaps[Math.floor(gaps.length * 0.95)] ?? 0),
    worstMs: round(gaps.at(-1) ?? 0),
  };
}

/** From each key in the field to the frame that shows the rows of it; the slowest. */
export async function filterMs(page: Page, field: string, words: string[]): Promise<number> {
  await page.evaluate(`{
    window.__filterMs = [];
    const status = document.querySelector('main [role=status]');
    addEventListener('input', () => {
      const from = performance.now();
      new MutationObserver((_, observer) => {
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => window.__filterMs.push(performance.now() - from)));
      }).observe(status, { childList: true, characterData: true, subtree: true });
    }, true);
  }`);
  const until = performance.now() + FILTERED_MS;
  for (const [index, word] of words.entries()) {
    await page.locator(field).fill(word);
    // Not with `waitForFunction`: the console's content security policy allows no evaluation.
    while ((await page.evaluate<number>('window.__filterMs.length')) <= index) {
      if (performance.now() > until) throw new Error(`"${word}" changed nothing that is shown`);
      await page.waitForTimeout(LOOK_EVERY_MS);
    }
  }
  const samples = await page.evaluate<number[]>('window.__filterMs');
  return round(Math.max(...samples));
}

/** Notes tasks of more than 50 ms from the page's beginning on. */
export async function watchLongTasks(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(`{
    window.__longTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.__longTasks.push(duration);
    }).observe({ type: 'longtask', buffered: true });
  }`);
  return async () => Math.max(0, ...(await page.evaluate<number[]>('window.__longTasks')));
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
