/**
 * The final DOM of the main frame as one HTML file. The content of every frame, wherever it runs,
 * stands in its element's `srcdoc`, so the file shows what the analyst would have seen.
 */
import { randomBytes } from 'node:crypto';
import type { Missing } from '@webhood/contract';
import type { Protocol } from 'devtools-protocol';
import { z } from 'zod';
import type { CdpSession } from '../browser/cdp-connection.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { type CallArgument, callInWorld, openIsolatedWorld } from './isolated-world.ts';
import { SERIALISE_DOCUMENT } from './page-reader.ts';

const Serialised = z.object({ html: z.string(), length: z.number() });

/** Where a frame's document lives: with its parent, or in a process of its own. */
export interface FramePlace {
  frameId: string;
  session: CdpSession;
  children: FramePlace[];
}

interface Budget {
  length: number;
  frames: number;
  cutFrames: number;
  lostFrames: number;
}

export async function recordDom(main: FramePlace): Promise<{ html: string; missing: Missing[] }> {
  const budget: Budget = {
    length: CAPTURE_LIMITS.documentLength,
    frames: CAPTURE_LIMITS.frames,
    cutFrames: 0,
    lostFrames: 0,
  };
  const html = await serialise(main, budget, 0);
  const missing: Missing[] = [];
  if (budget.cutFrames > 0) {
    const detail = 'The document is larger than is kept.';
    missing.push({ code: 'truncated', what: 'page.html', detail, dropped: budget.cutFrames });
  }
  if (budget.lostFrames > 0) {
    const detail = 'Frames could not be read.';
    missing.push({
      code: 'artifact_failed',
      what: 'page.html',
      detail,
      dropped: budget.lostFrames,
    });
  }
  return { html, missing };
}

async function serialise(place: FramePlace, budget: Budget, depth: number): Promise<string> {
  const { session, frameId } = place;
  const world = await openIsolatedWorld(session, frameId);
  const children = depth < CAPTURE_LIMITS.framesDepth ? place.children : [];
  const owners = await findOwners(session, world, children, budget);
  const marker = `data-frame-${randomBytes(8).toString('hex')}`;
  const answer = await callInWorld(session, world, SERIALISE_DOCUMENT, [
    { value: marker },
    { value: budget.length },
    ...owners.map(({ argument }) => argument),
  ]);
  const { html, length } = Serialised.parse(answer);
  budget.length -= html.length;
  if (length > html.length) budget.cutFrames += 1;
  return replaceMarks(html, marker, await readChildren(owners, budget, depth));
}

interface Owner {
  place: FramePlace;
  argument: CallArgument;
}

async function findOwners(
  session: CdpSession,
  world: number,
  children: FramePlace[],
  budget: Budget,
): Promise<Owner[]> {
  const owners: Owner[] = [];
  for (const place of children) {
    if (budget.frames <= 0) break;
    budget.frames -= 1;
    const objectId = await ownerElement(session, world, place.frameId).catch(() => undefined);
    if (objectId === undefined) budget.lostFrames += 1;
    else owners.push({ place, argument: { objectId } });
  }
  return owners;
}

async function ownerElement(
  session: CdpSession,
  executionContextId: number,
  frameId: string,
): Promise<string | undefined> {
  const { backendNodeId } = await session.send('DOM.getFrameOwner', { frameId });
  const { object } = await session.send('DOM.resolveNode', { backendNodeId, executionContextId });
  return object.objectId;
}

async function readChildren(owners: Owner[], budget: Budget, depth: number): Promise<string[]> {
  const contents: string[] = [];
  for (const { place } of owners) {
    contents.push(
      await serialise(place, budget, depth + 1).catch(() => {
        // Gone or stuck: its element stays in the file without content, and the report says so.
        budget.lostFrames += 1;
        return '';
      }),
    );
  }
  return contents;
}

function replaceMarks(html: string, marker: string, contents: string[]): string {
  if (contents.length === 0) return html;
  return html.replaceAll(new RegExp(`${marker}="(\\d+)"`, 'g'), (_, index: string) => {
    const content = contents[Number(index)] ?? '';
    return `srcdoc="${content.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
  });
}

/** The frames of one session's tree, with those that live in other sessions hung in. */
export function placeFrames(
  tree: Protocol.Page.FrameTree,
  session: CdpSession,
  elsewhere: (parentFrameId: string) => FramePlace[],
): FramePlace {
  const frameId = tree.frame.id;
  const local = (tree.childFrames ?? []).map((child) => placeFrames(child, session, elsewhere));
  return { frameId, session, children: [...local, ...elsewhere(frameId)] };
}
