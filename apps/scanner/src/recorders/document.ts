import type { Missing, Report } from '@webhood/contract';
import { z } from 'zod';
import type { CdpSession } from '../browser/cdp-connection.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { callInWorld, openIsolatedWorld } from './isolated-world.ts';
import { DESCRIBE_DOCUMENT } from './page-reader.ts';
import { cut, type Recorded } from './recorder.ts';

export type DocumentEvidence = Report['document'];

export const NO_DOCUMENT: DocumentEvidence = {
  url: '',
  title: '',
  language: '',
  mediaType: '',
  textLength: 0,
  links: [],
  meta: [],
  forms: [],
  scripts: [],
  globals: [],
  frames: [],
};

const Described = z.object({
  url: z.string(),
  title: z.string(),
  titleLength: z.number(),
  language: z.string(),
  mediaType: z.string(),
  links: z.array(z.object({ url: z.string(), text: z.string() })),
  linkCount: z.number(),
});

/** Title, language and links of the main frame's document. */
export async function recordDocument(
  session: CdpSession,
  frameId: string,
): Promise<Recorded<DocumentEvidence>> {
  const limits = CAPTURE_LIMITS;
  const world = await openIsolatedWorld(session, frameId);
  const answer = await callInWorld(session, world, DESCRIBE_DOCUMENT, [
    { value: limits.titleLength },
    { value: limits.links },
    { value: limits.linkTextLength },
    { value: limits.urlLength },
  ]);
  const { titleLength, linkCount, ...evidence } = Described.parse(answer);
  const missing: Missing[] = [];
  if (titleLength > evidence.title.length) {
    const detail = `The title has ${titleLength} characters.`;
    missing.push({ code: 'truncated', what: 'title', detail });
  }
  const dropped = linkCount - evidence.links.length;
  if (dropped > 0) {
    const detail = 'The page has more links than are kept.';
    missing.push({ code: 'truncated', what: 'links', detail, dropped });
  }
  return { evidence: { ...NO_DOCUMENT, ...evidence }, missing };
}

/** What the browser process itself knows of the page, for when the page does not answer. */
export async function documentFromHistory(session: CdpSession): Promise<DocumentEvidence> {
  const { entries, currentIndex } = await session.send('Page.getNavigationHistory');
  const entry = entries[currentIndex];
  if (!entry) return NO_DOCUMENT;
  return {
    ...NO_DOCUMENT,
    url: cut(entry.url, CAPTURE_LIMITS.urlLength),
    title: cut(entry.title, CAPTURE_LIMITS.titleLength),
  };
}
