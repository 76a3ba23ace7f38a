import type { RedirectHop } from '@webhood/contract';
import type { Protocol } from 'devtools-protocol';
import type { AttachedTarget } from '../browser/browser-context.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import type { ExchangeDraft } from './exchange-draft.ts';
import { guardAnswer, headerList } from './network-evidence.ts';
import { cut, type Recorded } from './recorder.ts';

type Reason = Protocol.Page.ClientNavigationReason;

const CAUSES: Partial<Record<Reason, RedirectHop['cause']>> = {
  metaTagRefresh: 'meta_refresh',
  httpHeaderRefresh: 'refresh_header',
  formSubmissionGet: 'form',
  formSubmissionPost: 'form',
  anchorClick: 'link',
  reload: 'reload',
};
const META_CAUSES = new Set<RedirectHop['cause']>(['meta_refresh', 'refresh_header']);

/** The document took another address by the history API, without asking a server. */
interface Rename {
  loaderId: string;
  to: string;
}

export interface RedirectRecorder {
  attach(target: AttachedTarget): void;
  /** A navigation that the main frame has announced for later and not yet begun. */
  pendingUntilMs(): number | undefined;
  collect(drafts: readonly ExchangeDraft[]): Recorded<RedirectHop[]>;
}

/** The steps from the submitted URL to the final one: by the server, by the page, by script. */
export function createRedirectRecorder(): RedirectRecorder {
  const requested = new Map<string, Reason>();
  const renames: Rename[] = [];
  let droppedRenames = 0;
  /** Of the document that is there: Chromium names the navigation's request by it. */
  let current = { loaderId: '', url: '' };
  let pendingUntilMs: number | undefined;

  const rename = (url: string): void => {
    if (withoutFragment(url) === withoutFragment(current.url)) return;
    current.url = url;
    if (renames.length >= CAPTURE_LIMITS.redirects) droppedRenames += 1;
    else renames.push({ loaderId: current.loaderId, to: cut(url, CAPTURE_LIMITS.urlLength) });
  };

  return {
    attach({ session, isMain, targetId }) {
      if (!isMain) return;
      session.on('Page.frameRequestedNavigation', ({ frameId, reason, url }) => {
        if (frameId !== targetId || requested.size >= CAPTURE_LIMITS.redirects) return;
        requested.set(withoutFragment(url), reason);
      });
      session.on('Page.frameScheduledNavigation', ({ frameId, delay }) => {
        if (frameId === targetId) pendingUntilMs = performance.now() + delay * 1_000;
      });
      // Chromium does not always say that a navigation is off which the next document overtook.
      session.on('Page.frameNavigated', ({ frame }) => {
        if (frame.id !== targetId) return;
        pendingUntilMs = undefined;
        current = { loaderId: frame.loaderId, url: frame.url };
      });
      session.on('Page.navigatedWithinDocument', ({ frameId, url, navigationType }) => {
        if (frameId === targetId && navigationType === 'historyApi') rename(url);
      });
      session.on('Page.frameClearedScheduledNavigation', ({ frameId }) => {
        if (frameId === targetId) pendingUntilMs = undefined;
      });
    },
    pendingUntilMs: () => pendingUntilMs,
    collect(drafts) {
      const navigations = drafts.filter((draft) => draft.isNavigation);
      const hops: RedirectHop[] = [];
      for (const [index, draft] of navigations.entries()) {
        const next = navigations[index + 1];
        const isHttp = next?.requestId === draft.requestId;
        const renamed = isHttp ? [] : hopsWithin(draft, renames);
        hops.push(...renamed);
        if (!next) break;
        const hop = hopBetween(draft, next, requested);
        hops.push({ ...hop, from: renamed.at(-1)?.to ?? hop.from });
      }
      const unfollowed = refusedHop(navigations.at(-1));
      if (unfollowed) hops.push(unfollowed);
      const kept = hops.slice(0, CAPTURE_LIMITS.redirects);
      const dropped = hops.length - kept.length + droppedRenames;
      const detail = 'The page moved on more often than is kept.';
      return {
        evidence: kept,
        missing: dropped > 0 ? [{ code: 'truncated', what: 'redirects', detail, dropped }] : [],
      };
    },
  };
}

function hopBetween(
  draft: ExchangeDraft,
  next: ExchangeDraft,
  requested: Map<string, Reason>,
): RedirectHop {
  const from = cut(draft.request.url, CAPTURE_LIMITS.urlLength);
  const to = cut(next.request.url, CAPTURE_LIMITS.urlLength);
  const { response } = draft;
  const status = response && !guardAnswer(draft) ? { status: response.status } : {};
  if (draft.requestId === next.requestId)
    return { kind: 'http', cause: 'http_status', from, to, ...status };
  const reason = requested.get(withoutFragment(next.request.url));
  // Going back and forth is the one way to move that Chromium does not announce.
  const isUnannounced = reason === undefined && requested.size < CAPTURE_LIMITS.redirects;
  const cause = (reason && CAUSES[reason]) ?? (isUnannounced ? 'history' : 'location');
  const kind = META_CAUSES.has(cause) ? 'meta' : 'script';
  return { kind, cause, from, to, ...status };
}

function hopsWithin(draft: ExchangeDraft, renames: readonly Rename[]): RedirectHop[] {
  let from = cut(draft.request.url, CAPTURE_LIMITS.urlLength);
  return renames
    .filter(({ loaderId }) => loaderId === draft.requestId)
    .map(({ to }) => {
      const hop: RedirectHop = { kind: 'script', cause: 'history', from, to };
      from = to;
      return hop;
    });
}

/** A redirect that Chromium would not follow, for example to `file:`. */
function refusedHop(draft: ExchangeDraft | undefined): RedirectHop | undefined {
  if (!draft?.failure || draft.response || draft.responseStatus === undefined) return undefined;
  const location = headerList(draft.responseHeaders ?? {}).find(
    ({ name }) => name.toLowerCase() === 'location',
  );
  if (!location) return undefined;
  return {
    kind: 'http',
    cause: 'http_status',
    from: cut(draft.request.url, CAPTURE_LIMITS.urlLength),
    to: cut(location.value, CAPTURE_LIMITS.urlLength),
    status: draft.responseStatus,
  };
}

function withoutFragment(url: string): string {
  const at = url.indexOf('#');
  return at === -1 ? url : url.slice(0, at);
}
