/**
 * Reads the evidence out of the page once it has settled. Each reading is bounded on its own and
 * may fail on its own: what is missing is named, what was read is kept.
 */
import type { Cookie, Favicon, Missing, ScanOptions, Storage } from '@webhood/contract';
import type { AttachedTarget, BrowserContext } from '../browser/browser-context.ts';
import type { CdpSession } from '../browser/cdp-connection.ts';
import { recordCookies } from '../recorders/cookies.ts';
import {
  type DocumentEvidence,
  documentFromHistory,
  NO_DOCUMENT,
  recordDocument,
} from '../recorders/document.ts';
import { type FramePlace, placeFrames, recordDom } from '../recorders/dom.ts';
import { type FrameFacts, NO_FRAME_FACTS, recordFrameFacts } from '../recorders/frame-facts.ts';
import { againIfMoved } from '../recorders/page-moves.ts';
import { takeScreenshot } from '../recorders/screenshot.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { CAPTURE_LIMITS } from './limits.ts';
import type { Masking } from './masking.ts';
import type { ReadyPicture } from './ready-picture.ts';
import type { FrameSession, Recording } from './recording.ts';

const TEXT_TYPE = 'text/plain; charset=utf-8';

export interface PageEvidence {
  storage: Storage;
  document: DocumentEvidence;
  /** As in `page.html`; empty where it could not be read. */
  html: string;
  cookies: Cookie[];
  missing: Missing[];
}

export async function readPage(deps: {
  page: AttachedTarget;
  context: BrowserContext;
  recording: Pick<Recording, 'behaviour' | 'favicon' | 'remoteFrames'>;
  readyPicture: ReadyPicture;
  folder: EvidenceFolder;
  options: ScanOptions;
  masking: Masking;
  /** For each call, and for all of them by `performance.now()`. */
  callTimeoutMs: number;
  deadlineMs: number;
  hasDocument: boolean;
  /** The submission wants its scripts to run, and they have not been ended. */
  canRunScripts: boolean;
  /** Whether the document came to its end. */
  isWhole: boolean;
}): Promise<PageEvidence> {
  const { page, context, folder, recording } = deps;
  const bounded = (session: CdpSession): CdpSession =>
    session.within(deps.callTimeoutMs).until(deps.deadlineMs);
  const session = bounded(page.session);
  const missing: Missing[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const detail = error instanceof Error ? error.message.slice(0, 300) : String(error);
      missing.push({ code: 'artifact_failed', what, detail });
      return otherwise;
    }
  };

  const screenshot = async (from: CdpSession): Promise<void> => {
    const take = async () =>
      (await deps.readyPicture.ofNow(from, page.targetId)) ?? takeScreenshot(from, deps.options);
    const { result, hasMoved } = await againIfMoved(from, page.targetId, take);
    const { png, missing: cutOff } = result;
    missing.push(...cutOff);
    if (hasMoved) {
      const detail = 'The page moved on while it was read: the picture is of the next one.';
      missing.push({ code: 'artifact_failed', what: 'page', detail });
    }
    await folder.put('screenshot', 'screenshot.png', png, 'image/png');
  };
  const dom = async (): Promise<string> => {
    const { html, missing: cutOff } = await recordDom(await tree);
    missing.push(...cutOff);
    await folder.put('html', 'page.html', Buffer.from(html, 'utf8'), 'text/html; charset=utf-8');
    return html;
  };
  const frameFacts = async (): Promise<FrameFacts> => {
    const { evidence, missing: cutOff } = await recordFrameFacts(await tree);
    missing.push(...cutOff);
    await folder.put('text', 'page.txt', Buffer.from(evidence.text, 'utf8'), TEXT_TYPE);
    return evidence;
  };
  const favicon = async (): Promise<Favicon | undefined> => {
    const { evidence, missing: cutOff } = await recording.favicon.collect(session, page.targetId);
    missing.push(...cutOff);
    return evidence;
  };
  const document = async (): Promise<DocumentEvidence> => {
    const { evidence, missing: cutOff } = await recordDocument(session, page.targetId);
    missing.push(...cutOff);
    return evidence;
  };
  const cookies = async (): Promise<Cookie[]> => {
    const { evidence, missing: cutOff } = await recordCookies(
      bounded(context.control),
      context.id,
      deps.masking,
    );
    missing.push(...cutOff);
    return evidence;
  };
  const history = (): Promise<DocumentEvidence> =>
    documentFromHistory(session).catch(() => NO_DOCUMENT);

  if (!deps.hasDocument) {
    return {
      document: NO_DOCUMENT,
      html: '',
      storage: NO_FRAME_FACTS.storage,
      cookies: await attempt('cookies', cookies, []),
      missing,
    };
  }
  const tree = framesOf(session, recording.remoteFrames, bounded);
  const reading = attempt<string | undefined>('page.html', dom, undefined);
  const picture = async (): Promise<void> => {
    if (deps.isWhole) return screenshot(session);
    try {
      await screenshot(session.within(CAPTURE_LIMITS.firstPictureMs));
    } catch (error) {
      const html = await reading;
      if (html === undefined) throw error;
      await redraw(session, page.targetId, html);
      await screenshot(session);
    }
  };
  const [known, found, foundCookies, icon, , html = ''] = await Promise.all([
    attempt<DocumentEvidence | undefined>('document', document, undefined),
    attempt('frames', frameFacts, NO_FRAME_FACTS),
    attempt('cookies', cookies, []),
    attempt<Favicon | undefined>('favicon', favicon, undefined),
    attempt('screenshot', picture, undefined),
    reading,
  ]);
  if (deps.canRunScripts && deps.isWhole) {
    await recording.behaviour
      .tryCopy(session.within(CAPTURE_LIMITS.tryCopyMs), page.targetId)
      .catch(() => {
        // The page's handlers take too long, or left the page: then it is not known what they copy.
      });
  }
  const { storage, text, ...facts } = found;
  const described = known ?? (await history());
  return {
    document: {
      ...described,
      ...facts,
      textLength: text.length,
      ...(icon ? { favicon: icon } : {}),
    },
    html,
    storage,
    cookies: foundCookies,
    missing,
  };
}

/**
 * A document whose loading was broken off before it had a body is never drawn, and Chromium waits
 * for ever to take its picture. Set again from the DOM as it was read, without scripts, it is.
 */
async function redraw(session: CdpSession, frameId: string, html: string): Promise<void> {
  await session.send('Emulation.setScriptExecutionDisabled', { value: true });
  await session.send('Page.setDocumentContent', { frameId, html });
}

async function framesOf(
  session: CdpSession,
  remoteFrames: ReadonlyMap<string, FrameSession>,
  bounded: (session: CdpSession) => CdpSession,
): Promise<FramePlace> {
  const remote = [...remoteFrames].map(([frameId, frame]) => ({
    frameId,
    parentFrameId: frame.parentFrameId,
    session: bounded(frame.session),
  }));
  // A remote frame that does not answer is left out; `recordDom` then finds its element empty.
  const trees = await Promise.all(
    remote.map(async (frame) => ({
      ...frame,
      tree: await frame.session
        .send('Page.getFrameTree')
        .then(({ frameTree }) => frameTree)
        .catch(() => undefined),
    })),
  );
  const elsewhere = (parentFrameId: string): FramePlace[] =>
    trees.flatMap((frame) => {
      if (frame.parentFrameId !== parentFrameId || !frame.tree) return [];
      return [placeFrames(frame.tree, frame.session, elsewhere)];
    });
  const { frameTree } = await session.send('Page.getFrameTree');
  return placeFrames(frameTree, session, elsewhere);
}
