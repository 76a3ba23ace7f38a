/**
 * Headers of the submission go to the submitted origin and to nobody else: they may carry a
 * tester's credentials, and a hostile page can send its visitors' browsers anywhere. Chromium's
 * own setting would add them to every request, so each request is held and judged.
 */
import type { Protocol } from 'devtools-protocol';
import type { AttachedTarget } from '../browser/browser-context.ts';

const HELD_TARGETS = new Set(['page', 'iframe', 'popup']);

export function createExtraHeaders(
  submittedUrl: string,
  headers: Record<string, string>,
): { attach(target: AttachedTarget): void } {
  const { origin } = new URL(submittedUrl);
  const given = Object.entries(headers).map(([name, value]) => ({ name, value }));
  const names = new Set(given.map(({ name }) => name.toLowerCase()));

  const rewritten = (request: Protocol.Network.Request): Protocol.Fetch.HeaderEntry[] => {
    const others = Object.entries(request.headers)
      .filter(([name]) => !names.has(name.toLowerCase()))
      .map(([name, value]) => ({ name, value }));
    const isOwn = URL.canParse(request.url) && new URL(request.url).origin === origin;
    return isOwn ? [...others, ...given] : others;
  };

  return {
    attach({ session, kind }) {
      if (given.length === 0 || !HELD_TARGETS.has(kind)) return;
      session.on('Fetch.requestPaused', ({ requestId, request }) => {
        session.post('Fetch.continueRequest', { requestId, headers: rewritten(request) });
      });
      session.post('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] });
    },
  };
}
