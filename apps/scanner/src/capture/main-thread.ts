/**
 * Asks the page's main thread for a sign of life, from outside: counters that the engine keeps
 * anyway, so nothing is injected and the page cannot notice.
 */
import type { CdpSession } from '../browser/cdp-connection.ts';

export interface MainThreadReading {
  /** When it was asked for, and when it came. */
  askedAtMs: number;
  atMs: number;
  /** Changes whenever something was laid out, styled or added. */
  layoutMark: string;
  /** Seconds of work since the renderer began. */
  busySeconds: number;
  /** Of these in the page's scripts; what we run in the page does not count. */
  scriptSeconds: number;
}

/** @returns undefined when there was no answer in time. */
export async function readMainThread(
  session: CdpSession,
  timeoutMs: number,
): Promise<MainThreadReading | undefined> {
  const bounded = session.within(timeoutMs);
  const askedAtMs = performance.now();
  try {
    // Chromium answers for the counters even while a script spins; only the frame tree waits for
    // the main thread itself.
    const [{ metrics }] = await Promise.all([
      bounded.send('Performance.getMetrics'),
      bounded.send('Page.getFrameTree'),
    ]);
    const values = new Map(metrics.map(({ name, value }) => [name, value]));
    const counters = ['LayoutCount', 'RecalcStyleCount', 'Nodes', 'Documents'];
    return {
      askedAtMs,
      atMs: performance.now(),
      layoutMark: counters.map((name) => values.get(name) ?? 0).join(' '),
      busySeconds: values.get('TaskDuration') ?? 0,
      scriptSeconds: values.get('ScriptDuration') ?? 0,
    };
  } catch {
    // No answer is an answer: the caller judges what a silent main thread means.
    return undefined;
  }
}
