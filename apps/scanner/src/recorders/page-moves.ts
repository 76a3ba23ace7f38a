import type { CdpSession } from '../browser/cdp-connection.ts';

/**
 * Does the work once more if the page moves on meanwhile: Chromium forgets to answer for a document
 * that is gone. A page that moves again is not chased.
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
    const first = await Promise.race([work().then((result) => ({ result })), moved]);
    if (first !== 'moved') return { ...first, hasMoved: false };
    return { result: await work(), hasMoved: true };
  } finally {
    stopListening();
  }
}
