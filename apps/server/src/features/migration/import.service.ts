/** Brings what an original Webhood has into this installation. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ARTIFACT_BOUNDS, type Artifact, Username } from '@webhood/contract';
import { z } from 'zod';
import type { Transaction, Transactor } from '../../platform/db/transaction.ts';
import type { ArtifactService } from '../artifacts/artifact.service.ts';
import type { ImportStore } from './import.store.ts';
import {
  damaged,
  isRecordId,
  openSource,
  type SourceInstallation,
  type SourceRow,
} from './source-installation.ts';
import { type ReadScan, readScan, textOf, timeOf } from './source-scan.ts';

interface Counts {
  imported: number;
  /** Imported before; left as they are. */
  present: number;
  /** Not brought; `problems` says why. */
  refused: number;
}

export interface ImportSummary {
  dryRun: boolean;
  users: Counts;
  scanners: Counts;
  scans: Counts;
  /** Scans that had not ended: they are `cancelled` here. */
  unfinishedScans: number;
  files: { imported: number; bytes: number; lost: number };
  /** What was not brought, one line each. */
  problems: string[];
}

type Artifacts = Pick<ArtifactService, 'receive' | 'record' | 'attach'>;

interface ImportDeps {
  store: ImportStore;
  transactor: Transactor;
  openArtifacts(): Promise<Artifacts>;
}

/** What `blob_uploaders` names: no scanner has this id. */
const UPLOADER = 'imported';

const PNG_START = Buffer.from('89504e470d0a1a0a', 'hex');
const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex');

const EMAIL = z.email().max(254);
const NAME_LENGTH = 100;

/** Undoes the transaction of a dry run. */
class DryRun extends Error {}

/** @throws ImportFault when the folder cannot be read, AppError `unavailable` from the store */
export async function importWebhood(
  dir: string,
  { dryRun, ...deps }: ImportDeps & { dryRun: boolean },
): Promise<ImportSummary> {
  const none = (): Counts => ({ imported: 0, present: 0, refused: 0 });
  const summary: ImportSummary = {
    dryRun,
    users: none(),
    scanners: none(),
    scans: none(),
    unfinishedScans: 0,
    files: { imported: 0, bytes: 0, lost: 0 },
    problems: [],
  };
  const source = await openSource(dir);
  try {
    const artifacts = dryRun ? undefined : await deps.openArtifacts();
    await createImporter(source, artifacts, deps, summary).run();
  } finally {
    source.close();
  }
  return summary;
}

function createImporter(
  source: SourceInstallation,
  artifacts: Artifacts | undefined,
  { store, transactor }: ImportDeps,
  summary: ImportSummary,
) {
  /** One record, in a transaction of its own, so that a broken-off import can be run again. */
  async function write(work: (tx: Transaction) => Promise<boolean>): Promise<boolean> {
    let written = false;
    const run = transactor.run(async (tx) => {
      written = await work(tx);
      if (summary.dryRun) throw new DryRun();
    });
    await run.catch((error: unknown) => {
      if (!(error instanceof DryRun)) throw error;
    });
    return written;
  }

  async function each(
    collection: 'users' | 'scanners' | 'scans',
    bring: (id: string, row: SourceRow) => Promise<string | undefined>,
  ): Promise<void> {
    const counts = summary[collection];
    for (const row of rowsOf(source, collection)) {
      const { id } = row;
      if (!isRecordId(id)) {
        counts.refused++;
        summary.problems.push(`${collection}: a record has no usable id`);
      } else if (await store.has(collection, id)) {
        counts.present++;
      } else {
        const refusal = await bring(id, row);
        if (refusal === undefined) counts.imported++;
        else {
          counts.refused++;
          summary.problems.push(`${collection} ${id}: not imported, ${refusal}`);
        }
      }
    }
  }

  async function bringUser(id: string, row: SourceRow): Promise<string | undefined> {
    const name = Username.safeParse(row.username);
    if (!name.success) return 'its user name is not one that can be used here';
    const email = EMAIL.safeParse(row.email);
    const user = {
      id,
      name: name.data,
      email: email.success ? email.data : `${id}@users.webhood.invalid`,
      role: row.role === 'admin' ? ('admin' as const) : ('user' as const),
      createdAt: timeOf(row.created) ?? new Date(),
    };
    const written = await write((tx) => store.insertUser(tx, user));
    return written ? undefined : `user name ${user.name} or its e-mail address is taken`;
  }

  async function bringScanner(id: string, row: SourceRow): Promise<string | undefined> {
    const name = textOf(row.name, NAME_LENGTH).trim() || id;
    const createdAt = timeOf(row.created) ?? new Date();
    const written = await write((tx) => store.insertScanner(tx, { id, name, createdAt }));
    return written ? undefined : `a scanner is called ${JSON.stringify(name)} already`;
  }

  async function bringScan(id: string, row: SourceRow): Promise<string | undefined> {
    const read = readScan(id, row);
    if (typeof read === 'string') return read;
    const { found, isWhole } = await bringFiles(read);
    const written = await write(async (tx) => {
      if (!(await store.insertScan(tx, read.scan, found, isWhole))) return false;
      if (artifacts) await claim(artifacts, tx, id, found);
      return true;
    });
    if (!written) return `slug ${JSON.stringify(read.scan.slug)} is another scan's`;
    summary.files.imported += found.length;
    summary.files.bytes += found.reduce((sum, { size }) => sum + size, 0);
    if (read.scan.state === 'cancelled') summary.unfinishedScans++;
    for (const what of read.dropped) summary.problems.push(`scans ${id}: without ${what}`);
    return undefined;
  }

  /** Stores a scan's files, and notes those that are not to be had. */
  async function bringFiles(read: ReadScan) {
    const found = new Map<string, Artifact>();
    let isWhole = true;
    for (const { name, place } of placesOf(read)) {
      const file = await source.file(read.scan.id, name);
      const torn = file.kind === 'read' && isTorn(place, file.content) ? 'is torn' : undefined;
      const why = file.kind === 'lost' ? file.why : torn;
      if (file.kind === 'lost' || why !== undefined) {
        isWhole = false;
        summary.files.lost++;
        summary.problems.push(`scans ${read.scan.id}: file ${JSON.stringify(name)} ${why}`);
        continue;
      }
      const artifact = artifactOf(place, file.content);
      const content = Readable.from([file.content]);
      await artifacts?.receive(artifact.sha256, content, ARTIFACT_BOUNDS.blobBytes);
      found.set(artifact.path, artifact);
    }
    return { found: [...found.values()], isWhole };
  }

  return {
    run: async (): Promise<void> => {
      await each('users', bringUser);
      await each('scanners', bringScanner);
      await each('scans', bringScan);
    },
  };
}

/** Notes the files and makes the scan claim them, in one order, as each locks its hash. */
async function claim(
  artifacts: Artifacts,
  tx: Transaction,
  scanId: string,
  found: Artifact[],
): Promise<void> {
  const sizes = new Map(found.map(({ sha256, size }) => [sha256, size]));
  const inOrder = [...sizes].sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [sha256, size] of inOrder) await artifacts.record(tx, UPLOADER, { sha256, size });
  await artifacts.attach(tx, scanId, UPLOADER, found);
}

function* rowsOf(source: SourceInstallation, collection: 'users' | 'scanners' | 'scans') {
  const rows = source.records(collection)[Symbol.iterator]();
  for (;;) {
    let next: IteratorResult<SourceRow>;
    try {
      next = rows.next();
    } catch (error) {
      throw damaged(error);
    }
    if (next.done) return;
    yield next.value;
  }
}

type Place = 'screenshot' | 'html' | 'other';

/** The first screenshot and the first page are the scan's; a trace and other files are beside them. */
function placesOf({ screenshots, html, files }: ReadScan): { name: string; place: Place }[] {
  return [
    ...screenshots.map((name, at) => ({ name, place: at === 0 ? 'screenshot' : 'other' }) as const),
    ...html.map((name, at) => ({ name, place: at === 0 ? 'html' : 'other' }) as const),
    ...files.map((name) => ({ name, place: 'other' }) as const),
  ];
}

function isTorn(place: Place, content: Buffer): boolean {
  if (place !== 'screenshot') return false;
  return (
    !content.subarray(0, PNG_START.length).equals(PNG_START) ||
    !content.subarray(-PNG_END.length).equals(PNG_END)
  );
}

function artifactOf(place: Place, content: Buffer): Artifact {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const size = content.length;
  if (place === 'screenshot') {
    return { kind: 'screenshot', path: 'screenshot.png', mediaType: 'image/png', sha256, size };
  }
  if (place === 'html') {
    return { kind: 'html', path: 'page.html', mediaType: 'text/html', sha256, size };
  }
  const mediaType = 'application/octet-stream';
  return { kind: 'body', path: `bodies/${sha256}`, mediaType, sha256, size };
}
