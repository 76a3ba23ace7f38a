/** Forms, scripts, meta tags, storage, globals and text of the final document and its frames. */
import { createHash } from 'node:crypto';
import type { DocumentFacts, Missing, Script, Storage } from '@webhood/contract';
import { z } from 'zod';
import type { CdpSession } from '../browser/cdp-connection.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import type { FramePlace } from './dom.ts';
import { judgeForms } from './form-facts.ts';
import { LIST_GLOBALS, READ_FRAME, typesOfGlobals } from './frame-reader.ts';
import { callInWorld, openIsolatedWorld } from './isolated-world.ts';

const Item = z.object({ key: z.string(), value: z.string(), length: z.number() });
const FrameReading = z.object({
  url: z.string(),
  origin: z.string(),
  name: z.string(),
  forms: z.array(
    z.object({
      action: z.string(),
      method: z.string(),
      buttonActions: z.array(z.string()),
      fields: z.array(
        z.object({
          name: z.string(),
          type: z.string(),
          label: z.string(),
          autocomplete: z.string(),
          inputMode: z.string(),
        }),
      ),
    }),
  ),
  scripts: z.array(
    z.object({
      type: z.string(),
      url: z.string().optional(),
      length: z.number().optional(),
      source: z.string().optional(),
    }),
  ),
  local: z.array(Item),
  session: z.array(Item),
  meta: z.array(z.object({ name: z.string(), content: z.string() })),
  text: z.string(),
  totals: z.object({ forms: z.number(), scripts: z.number(), text: z.number() }),
  standardGlobals: z.array(z.string()),
});
type FrameReading = z.infer<typeof FrameReading>;
const Texts = z.array(z.string());

export type FrameFacts = Pick<
  DocumentFacts,
  'meta' | 'forms' | 'scripts' | 'globals' | 'frames'
> & {
  storage: Storage;
  /** Visible text of the main document. */
  text: string;
};

export const NO_FRAME_FACTS: FrameFacts = {
  meta: [],
  forms: [],
  scripts: [],
  globals: [],
  frames: [],
  storage: { local: [], session: [], databases: [] },
  text: '',
};

interface FrameRead {
  reading: FrameReading;
  session: CdpSession;
  parent: FrameRead | undefined;
}

/** Frames are read at once, and told in the order in which they stand in the page. */
interface Walk {
  begun: number;
  lost: number;
}

export async function recordFrameFacts(
  main: FramePlace,
): Promise<{ evidence: FrameFacts; missing: Missing[] }> {
  const walk: Walk = { begun: 0, lost: 0 };
  const [names, reads] = await Promise.all([
    readTexts(main.session, LIST_GLOBALS),
    readFrame(main, undefined, walk, 0),
  ]);
  const [first] = reads;
  if (!first) throw new Error('the document could not be read');
  const mainUrl = first.reading.url;
  const { forms, scripts, storageItems } = CAPTURE_LIMITS;
  const evidence: FrameFacts = {
    meta: first.reading.meta,
    forms: reads.flatMap(({ reading }) => judgeForms(reading, mainUrl)).slice(0, forms),
    scripts: reads.flatMap(({ reading }) => scriptsOf(reading)).slice(0, scripts),
    globals: await recordGlobals(main.session, names, first.reading.standardGlobals),
    frames: reads.flatMap(frameOf),
    storage: {
      local: itemsOf(reads, 'local').slice(0, storageItems),
      session: itemsOf(reads, 'session').slice(0, storageItems),
      databases: await databasesOf(reads),
    },
    text: first.reading.text,
  };
  return { evidence, missing: [...lostFrames(walk), ...cutOff(reads, evidence)] };
}

function lostFrames({ lost }: Walk): Missing[] {
  const detail = 'Frames could not be read.';
  return lost > 0 ? [{ code: 'artifact_failed', what: 'frames', detail, dropped: lost }] : [];
}

/** Of what is listed in full on ordinary pages: anything less is said. */
function cutOff(reads: readonly FrameRead[], evidence: FrameFacts): Missing[] {
  const count = (of: 'forms' | 'scripts' | 'text'): number =>
    reads.reduce((total, { reading }) => total + reading.totals[of], 0);
  const over = [
    { what: 'forms', dropped: count('forms') - evidence.forms.length },
    { what: 'scripts', dropped: count('scripts') - evidence.scripts.length },
    { what: 'page.txt', dropped: count('text') - evidence.text.length },
  ];
  const detail = 'The page has more of it than is kept.';
  return over
    .filter(({ dropped }) => dropped > 0)
    .map((each) => ({ code: 'truncated', detail, ...each }));
}

function frameOf({ reading, session, parent }: FrameRead): DocumentFacts['frames'] {
  if (!parent) return [];
  const isRemote = parent.session.id !== session.id;
  return [{ url: reading.url, parentUrl: parent.reading.url, name: reading.name, isRemote }];
}

async function readFrame(
  place: FramePlace,
  parent: FrameRead | undefined,
  walk: Walk,
  depth: number,
): Promise<FrameRead[]> {
  walk.begun += 1;
  const { session } = place;
  const world = await openIsolatedWorld(session, place.frameId);
  const limits = CAPTURE_LIMITS;
  const bounds = boundsOf(parent === undefined);
  const answer = await callInWorld(session, world, READ_FRAME, [{ value: JSON.stringify(bounds) }]);
  const reading = FrameReading.parse(answer);
  const read: FrameRead = { reading, session, parent };
  const left = depth < limits.framesDepth ? limits.frames - walk.begun : 0;
  const below = await Promise.all(
    place.children.slice(0, Math.max(0, left)).map((child) =>
      readFrame(child, read, walk, depth + 1).catch(() => {
        // Gone or stuck: counted, and the report says so.
        walk.lost += 1;
        return [];
      }),
    ),
  );
  return [read, ...below.flat()];
}

/** Buttons of one frame that send their form elsewhere; each can hold a long address. */
const MOST_BUTTONS = 100;

/** A page can hold many frames, so each of them may fill less than the document itself. */
function boundsOf(isMain: boolean) {
  const limits = CAPTURE_LIMITS;
  return {
    scopes: limits.shadowRoots,
    url: limits.urlLength,
    name: limits.fieldNameLength,
    label: limits.linkTextLength,
    value: limits.storageValueLength,
    stored: isMain ? limits.storageLength : limits.frameStorageLength,
    text: isMain ? limits.textLength : 0,
    inline: isMain ? limits.inlineScriptsLength : limits.frameInlineScriptsLength,
    forms: limits.forms,
    fields: limits.formFields,
    buttons: MOST_BUTTONS,
    fieldsInAll: isMain ? limits.documentFields : limits.frameFields,
    scripts: limits.scripts,
    items: limits.storageItems,
    meta: isMain ? limits.metaTags : 0,
    globals: isMain,
  };
}

/** What the page has added to `window`: what a world without its scripts has is not told. */
async function recordGlobals(
  session: CdpSession,
  names: readonly string[],
  standardNames: readonly string[],
): Promise<FrameFacts['globals']> {
  const standard = new Set(standardNames);
  const own = names
    .filter((name) => !standard.has(name) && !/^\d+$/.test(name))
    .slice(0, CAPTURE_LIMITS.globals);
  if (own.length === 0) return [];
  const types = await readTexts(session, typesOfGlobals(own));
  return own.map((name, index) => ({ name, type: types[index] ?? 'unknown' }));
}

async function readTexts(session: CdpSession, expression: string): Promise<string[]> {
  const answer = await session
    .send('Runtime.evaluate', { expression, returnByValue: true, silent: true })
    .catch(() => undefined);
  const parsed = Texts.safeParse(answer?.result.value);
  return parsed.success ? parsed.data : [];
}

function itemsOf(reads: readonly FrameRead[], area: 'local' | 'session'): Storage['local'] {
  const seen = new Set<string>();
  return reads.flatMap(({ reading }) => {
    if (seen.has(reading.origin)) return [];
    seen.add(reading.origin);
    return reading[area].map((item) => ({ origin: reading.origin, ...item }));
  });
}

async function databasesOf(reads: readonly FrameRead[]): Promise<Storage['databases']> {
  const sessions = new Map(reads.map(({ reading, session }) => [reading.origin, session]));
  const databases: Storage['databases'] = [];
  for (const [origin, session] of sessions) {
    if (!/^https?:/.test(origin)) continue;
    const names = await session
      .send('IndexedDB.requestDatabaseNames', { securityOrigin: origin })
      .then(({ databaseNames }) => databaseNames)
      .catch(() => []);
    for (const name of names.slice(0, CAPTURE_LIMITS.databases - databases.length)) {
      const stores = await session
        .send('IndexedDB.requestDatabase', { securityOrigin: origin, databaseName: name })
        .then(({ databaseWithObjectStores }) => databaseWithObjectStores.objectStores)
        .catch(() => []);
      databases.push({
        origin,
        name: name.slice(0, CAPTURE_LIMITS.fieldNameLength),
        objectStores: stores.slice(0, CAPTURE_LIMITS.databases).map((store) => store.name),
      });
    }
  }
  return databases;
}

function scriptsOf({ scripts }: FrameReading): Script[] {
  return scripts.map(({ source, ...script }) => ({
    ...script,
    ...(source === undefined
      ? {}
      : { sha256: createHash('sha256').update(source, 'utf8').digest('hex') }),
  }));
}
