/** Forms, scripts, meta tags, storage, globals and text of the final document and its frames. */
import { createHash } from 'node:crypto';
import type { DocumentFacts, Form, Missing, Script, Storage } from '@webhood/contract';
import { getDomain } from 'tldts';
import { z } from 'zod';
import type { CdpSession } from '../browser/cdp-connection.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import type { FramePlace } from './dom.ts';
import { LIST_GLOBALS, READ_FRAME } from './frame-reader.ts';
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
      fields: z.array(
        z.object({
          name: z.string(),
          type: z.string(),
          label: z.string(),
          autocomplete: z.string(),
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
  standardGlobals: z.array(z.string()),
});
type FrameReading = z.infer<typeof FrameReading>;
const Globals = z.array(z.tuple([z.string(), z.string()]));

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

interface Walk {
  frames: DocumentFacts['frames'];
  readings: { reading: FrameReading; session: CdpSession }[];
  lost: number;
}

export async function recordFrameFacts(
  main: FramePlace,
): Promise<{ evidence: FrameFacts; missing: Missing[] }> {
  const walk: Walk = { frames: [], readings: [], lost: 0 };
  const globals = listGlobals(main.session);
  await readFrame(main, undefined, walk, 0);
  const [first] = walk.readings;
  if (!first) throw new Error('the document could not be read');
  const standard = new Set(first.reading.standardGlobals);
  const { globals: mostGlobals, forms, scripts, storageItems } = CAPTURE_LIMITS;
  const evidence: FrameFacts = {
    meta: first.reading.meta,
    forms: walk.readings.flatMap(({ reading }) => formsOf(reading)).slice(0, forms),
    scripts: walk.readings.flatMap(({ reading }) => scriptsOf(reading)).slice(0, scripts),
    globals: (await globals)
      .filter(([name]) => !standard.has(name) && !/^\d+$/.test(name))
      .slice(0, mostGlobals)
      .map(([name, type]) => ({ name, type })),
    frames: walk.frames,
    storage: {
      local: itemsOf(walk, 'local').slice(0, storageItems),
      session: itemsOf(walk, 'session').slice(0, storageItems),
      databases: await databasesOf(walk),
    },
    text: first.reading.text,
  };
  const detail = 'Frames could not be read.';
  const missing: Missing[] =
    walk.lost > 0 ? [{ code: 'artifact_failed', what: 'frames', detail, dropped: walk.lost }] : [];
  return { evidence, missing };
}

async function readFrame(
  place: FramePlace,
  parent: { url: string; session: CdpSession } | undefined,
  walk: Walk,
  depth: number,
): Promise<void> {
  const { session } = place;
  const world = await openIsolatedWorld(session, place.frameId);
  const limits = CAPTURE_LIMITS;
  const bounds = {
    scopes: limits.shadowRoots,
    url: limits.urlLength,
    name: limits.fieldNameLength,
    label: limits.linkTextLength,
    value: limits.storageValueLength,
    text: parent ? 0 : limits.textLength,
    inline: limits.inlineScriptsLength,
    forms: limits.forms,
    fields: limits.formFields,
    scripts: limits.scripts,
    items: limits.storageItems,
    meta: parent ? 0 : limits.metaTags,
    globals: !parent,
  };
  const answer = await callInWorld(session, world, READ_FRAME, [{ value: JSON.stringify(bounds) }]);
  const reading = FrameReading.parse(answer);
  walk.readings.push({ reading, session });
  if (parent) {
    const isRemote = parent.session.id !== session.id;
    walk.frames.push({ url: reading.url, parentUrl: parent.url, name: reading.name, isRemote });
  }
  if (depth >= limits.framesDepth) return;
  for (const child of place.children) {
    if (walk.readings.length >= limits.frames) return;
    // Gone or stuck: counted, and the report says so.
    await readFrame(child, { url: reading.url, session }, walk, depth + 1).catch(() => {
      walk.lost += 1;
    });
  }
}

async function listGlobals(session: CdpSession): Promise<z.infer<typeof Globals>> {
  const answer = await session
    .send('Runtime.evaluate', { expression: LIST_GLOBALS, returnByValue: true, silent: true })
    .catch(() => undefined);
  const parsed = Globals.safeParse(answer?.result.value);
  return parsed.success ? parsed.data : [];
}

function itemsOf({ readings }: Walk, area: 'local' | 'session'): Storage['local'] {
  const seen = new Set<string>();
  return readings.flatMap(({ reading }) => {
    if (seen.has(reading.origin)) return [];
    seen.add(reading.origin);
    return reading[area].map((item) => ({ origin: reading.origin, ...item }));
  });
}

async function databasesOf({ readings }: Walk): Promise<Storage['databases']> {
  const sessions = new Map(readings.map(({ reading, session }) => [reading.origin, session]));
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

/** As sites name the fields in which they want a payment card. */
const CARD_SIGN = /card.?(?:num|no\b)|cc.?(?:num|exp|csc)|\bcvv|\bcvc|creditcard/i;

function formsOf({ url, forms }: FrameReading): Form[] {
  const site = siteOf(url);
  return forms.map((form) => ({
    documentUrl: url,
    ...form,
    asksPassword: form.fields.some(({ type }) => type === 'password'),
    asksCard: form.fields.some(
      ({ name, label, autocomplete }) =>
        autocomplete.startsWith('cc-') || CARD_SIGN.test(`${name} ${label}`),
    ),
    leavesSite: form.action !== '' && siteOf(form.action) !== site,
  }));
}

/** The registrable domain, or the host where there is none. */
function siteOf(url: string): string {
  if (!URL.canParse(url)) return '';
  return getDomain(url) ?? new URL(url).hostname;
}

function scriptsOf({ scripts }: FrameReading): Script[] {
  return scripts.map(({ source, ...script }) => ({
    ...script,
    ...(source === undefined
      ? {}
      : { sha256: createHash('sha256').update(source, 'utf8').digest('hex') }),
  }));
}
