import type { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { type Artifact, REPORT_BYTES, Report } from '@webhood/contract';
import type { FastifyBaseLogger } from 'fastify';
import type { BlobStore, ByteRange, OpenBlob } from '../../platform/blob-store/blob-store.ts';
import { verifiedRead } from '../../platform/blob-store/verified-read.ts';
import type { Transaction } from '../../platform/db/transaction.ts';
import { AppError, notFound } from '../../platform/http/app-error.ts';
import type { ArtifactStore } from './artifact.store.ts';

/**
 * How long an upload that no scan claims is kept: longer than the longest scan (5 minutes) with
 * all its attempts, so that a commit never names what was just swept.
 */
const ORPHAN_SECONDS = 60 * 60;
/** One pass; the next comes soon. */
const ORPHANS_PER_SWEEP = 1_000;

/** Stored blobs whose rows are asked for at once: a store holds millions, nearly all of them known. */
const BLOBS_ASKED_FOR = 1_000;

const RETRY_UPLOAD_SECONDS = 1;

interface Upload {
  sha256: string;
  /** In bytes. */
  size: number;
}

export interface ArtifactService {
  /** Whether this scanner has uploaded that content before; if so it need not again. */
  hasUploaded(scannerId: string, sha256: string): Promise<boolean>;
  /** Stores what hashes to `sha256`. Resolves to its size in bytes. @throws as `BlobStore.put` */
  receive(sha256: string, content: Readable, maxBytes: number): Promise<number>;
  /** Notes what was received, and from whom; without that it is swept. @throws AppError `unavailable` */
  record(tx: Transaction, scannerId: string, upload: Upload): Promise<void>;
  /** In the commit's transaction. @throws AppError `artifact_missing` */
  attach(tx: Transaction, scanId: string, scannerId: string, artifacts: Artifact[]): Promise<void>;
  list(scanId: string): Promise<Artifact[]>;
  /** @throws AppError `not_found` */
  find(scanId: string, by: { sha256: string } | { path: string }): Promise<Artifact>;
  /** @throws AppError `unavailable` when the store has lost it or does not answer */
  open(artifact: Artifact, range?: ByteRange): Promise<OpenBlob>;
  /** The scan's report, parsed. @throws AppError `not_found`, `unavailable` when it is none */
  report(scanId: string): Promise<Report>;
  /** The same; undefined where there is none that can be read. @throws when the store is away */
  findReport(scanId: string): Promise<Report | undefined>;
  /** Removes what no scan claims. */
  sweep(): Promise<void>;
}

interface ArtifactServiceDeps {
  store: ArtifactStore;
  blobs: BlobStore;
  log: FastifyBaseLogger;
  /** How old an orphan must be; for tests. */
  orphanSeconds?: number;
}

/** Evidence: taken in from scanners, claimed by scans, handed out, and swept. */
export function createArtifactService({
  store,
  blobs,
  log,
  orphanSeconds = ORPHAN_SECONDS,
}: ArtifactServiceDeps): ArtifactService {
  async function record(tx: Transaction, scannerId: string, upload: Upload): Promise<void> {
    // Since it was stored the sweeper may have taken an older copy away, and with it the new one.
    const isStored = () => blobs.has(upload.sha256);
    if (await store.recordUpload(tx, upload, scannerId, isStored)) return;
    throw new AppError('unavailable', 'The upload met the sweeper. Send it again.', {
      retryAfterSeconds: RETRY_UPLOAD_SECONDS,
    });
  }

  async function attach(
    tx: Transaction,
    scanId: string,
    scannerId: string,
    artifacts: Artifact[],
  ): Promise<void> {
    const missing = await store.notUploaded(tx, scannerId, artifacts);
    if (missing.length > 0) {
      throw new AppError(
        'artifact_missing',
        'Upload every artifact before completing; some are missing or have another size.',
        { errors: missing.slice(0, 10).map((field) => ({ field, message: 'is not uploaded' })) },
      );
    }
    await store.attach(tx, scanId, artifacts);
  }

  async function find(scanId: string, by: { sha256: string } | { path: string }) {
    const artifact = await store.findOf(scanId, by);
    if (!artifact) throw notFound('artifact');
    return artifact;
  }

  async function open(artifact: Artifact, range?: ByteRange): Promise<OpenBlob> {
    const { sha256 } = artifact;
    const opened = await blobs.open(sha256, range);
    // A part cannot be held against the hash of the whole.
    if (opened && range) return opened;
    if (opened) {
      const onDamage = () => log.error({ sha256 }, 'artifact.damaged');
      return { ...opened, stream: verifiedRead(opened.stream, sha256, onDamage) };
    }
    log.error({ sha256 }, 'artifact.lost');
    throw new AppError('unavailable', 'The artifact store does not have this artifact any more.');
  }

  async function report(scanId: string): Promise<Report> {
    const artifact = await find(scanId, { path: 'scan.json' });
    if (artifact.size > REPORT_BYTES) throw unreadable(scanId, 'it is too large');
    const { stream } = await open(artifact);
    // What was uploaded is the scanner's word: it need not be the report that was committed.
    const content = await json(stream).catch((error: unknown) => {
      if (error instanceof SyntaxError) throw unreadable(scanId, error);
      throw error;
    });
    const parsed = Report.safeParse(content);
    if (!parsed.success) throw unreadable(scanId, parsed.error);
    return parsed.data;
  }

  async function findReport(scanId: string): Promise<Report | undefined> {
    const artifact = await store.findOf(scanId, { path: 'scan.json' });
    if (!artifact || !(await blobs.has(artifact.sha256))) return undefined;
    return report(scanId).catch((error: unknown) => {
      // It is there, so what is refused is its content.
      if (error instanceof AppError) return undefined;
      throw error;
    });
  }

  function unreadable(scanId: string, err: unknown): AppError {
    log.warn({ scanId, err }, 'artifact.report_unreadable');
    return new AppError(
      'unavailable',
      "The scan's report cannot be read; its file can be fetched.",
    );
  }

  async function sweep(): Promise<void> {
    let removed = 0;
    for (const sha256 of await store.orphans(orphanSeconds, ORPHANS_PER_SWEEP)) {
      if (await store.forgetOrphan(sha256, orphanSeconds, () => blobs.delete(sha256))) removed++;
    }
    let old: string[] = [];
    for await (const { sha256, storedAt } of blobs.list()) {
      if (Date.now() - storedAt.getTime() < orphanSeconds * 1_000) continue;
      old.push(sha256);
      if (old.length < BLOBS_ASKED_FOR) continue;
      removed += await removeUnknown(old);
      old = [];
    }
    removed += await removeUnknown(old);
    if (removed > 0) log.info({ removed }, 'artifact.swept');
  }

  async function removeUnknown(hashes: string[]): Promise<number> {
    let removed = 0;
    for (const sha256 of await store.unknownOf(hashes)) {
      if (await store.removeUnknown(sha256, () => blobs.delete(sha256))) removed++;
    }
    return removed;
  }

  return {
    receive: async (sha256, content, maxBytes) => {
      await store.makeWayForWhole(sha256, () => blobs.delete(sha256));
      return blobs.put(content, { sha256, maxBytes });
    },
    record,
    attach,
    find,
    open,
    report,
    findReport,
    sweep,
    hasUploaded: (scannerId, sha256) => store.touchUpload(sha256, scannerId),
    list: (scanId) => store.listOf(scanId),
  };
}
