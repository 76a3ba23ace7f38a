import { setTimeout as pause } from 'node:timers/promises';
import { CdpError, type CdpSession } from '../browser/cdp-connection.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';

/**
 * Does the work once more if the page moves on meanwhile: Chromium forgets to answer for a document
 * that is gone, or refuses just before it tells of the next one. A page that moves again is not chased.
 */
export async function againIfMoved<T>(
  session: CdpSession,
  frameId: string,
  work: () => Promise<T>,
): Promise<{ result: T; hasMoved: boolean }> {
  const { promise: moved, resolve } = Promise.withResolvers<'moved'>();
  const stopListening = session.on('Page.frameNavigated', ({ frame }) => {
    if (frame.id === frameId) resolve('moved');
  });
  try {
    const done = work().then(
      (result) => ({ result }),
      (error: unknown) => refusedForMove(error, moved),
    );
    const first = await Promise.race([done, moved]);
    if (first !== 'moved') return { ...first, hasMoved: false };
    return { result: await onceActive(work), hasMoved: true };
  } finally {
    stopListening();
  }
}

/** @throws the refusal itself, unless the word of a move comes right after it */
async function refusedForMove(error: unknown, moved: Promise<'moved'>): Promise<'moved'> {
  if (!isRefusal(error)) throw error;
  const told = await Promise.race([moved, pause(CAPTURE_LIMITS.moveToldMs, undefined)]);
  if (told === undefined) throw error;
  return told;
}

/** The word of the next document comes before Chromium has put it in the place of the last one. */
async function onceActive<T>(work: () => Promise<T>): Promise<T> {
  const untilMs = performance.now() + CAPTURE_LIMITS.moveToldMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isRefusal(error) || performance.now() >= untilMs) throw error;
      await pause(CAPTURE_LIMITS.moveLookMs);
    }
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof CdpError && error.code === 'refused';
}
