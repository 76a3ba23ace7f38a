/** Writes imported records. What is there already stays as it is. */
import { type Artifact, ScanOptions, type UserRole } from '@webhood/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { Transaction } from '../../platform/db/transaction.ts';
import { inTransaction } from '../../platform/db/transactor.ts';
import { importedTerms, listTerms } from '../search/search-terms.service.ts';
import type { ImportedScan } from './source-scan.ts';

/** Stands for whoever submitted the scans, which their records do not say. */
const SUBMITTER = { id: 'imported', name: 'imported' };

export interface ImportedUser {
  id: string;
  name: string;
  email: string;
  role: UserRole;
  createdAt: Date;
}

export interface ImportedScanner {
  id: string;
  name: string;
  createdAt: Date;
}

export type ImportStore = ReturnType<typeof createImportStore>;

export function createImportStore({ db }: { db: Db }) {
  async function has(table: 'users' | 'scanners' | 'scans', id: string): Promise<boolean> {
    const row = await db.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst();
    return row !== undefined;
  }

  /** Without a password: none works until one is set. False when name or address is taken. */
  async function insertUser(tx: Transaction, user: ImportedUser): Promise<boolean> {
    const row = await inTransaction(db, tx)
      .insertInto('users')
      .values({
        id: user.id,
        name: user.name,
        username: user.name.toLowerCase(),
        email: user.email.toLowerCase(),
        role: user.role,
        must_change_password: true,
        created_at: user.createdAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Without a token. False when the name is taken. */
  async function insertScanner(tx: Transaction, scanner: ImportedScanner): Promise<boolean> {
    const row = await inTransaction(db, tx)
      .insertInto('scanners')
      .values({
        id: scanner.id,
        name: scanner.name,
        created_at: scanner.createdAt,
        token_hash: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  /** False when the slug is another scan's. */
  async function insertScan(
    tx: Transaction,
    scan: ImportedScan,
    artifacts: Artifact[],
    isWhole: boolean,
  ): Promise<boolean> {
    const handle = inTransaction(db, tx);
    const hashOf = (path: string) =>
      artifacts.find((artifact) => artifact.path === path)?.sha256 ?? null;
    const hashes = artifacts.map(({ sha256 }) => sha256);
    const { url, finalUrl, title } = scan;
    const terms = importedTerms({ url, finalUrl, title, hashes });
    const scanner = scan.scannerId
      ? await handle
          .selectFrom('scanners')
          .select(['id', 'name'])
          .where('id', '=', scan.scannerId)
          .executeTakeFirst()
      : undefined;
    const isDone = scan.state === 'done';
    const row = await handle
      .insertInto('scans')
      .values({
        id: scan.id,
        slug: scan.slug,
        state: scan.state,
        url: scan.url,
        final_url: scan.finalUrl,
        title: scan.title,
        options: JSON.stringify(ScanOptions.parse({})),
        visibility: 'team',
        submitted_by_kind: 'user',
        submitted_by_id: SUBMITTER.id,
        submitted_by_name: SUBMITTER.name,
        created_at: scan.createdAt,
        updated_at: scan.updatedAt,
        queued_at: scan.createdAt,
        available_at: scan.createdAt,
        fair_key: 0,
        scanner_id: scanner?.id ?? null,
        scanner_name: scanner?.name ?? null,
        done_at: scan.doneAt,
        error_code: scan.errorCode,
        error_message: scan.errorMessage,
        completeness: isDone ? (isWhole ? 'complete' : 'partial') : null,
        missing: sql`${isDone && !isWhole ? ['artifact_failed'] : []}::text[]`,
        scan_data: scan.scanData && JSON.stringify(scan.scanData),
        screenshot_sha256: hashOf('screenshot.png'),
        html_sha256: hashOf('page.html'),
        terms: sql`${terms}::text[]`,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (row) await listTerms(terms).execute(handle);
    return row !== undefined;
  }

  return { has, insertUser, insertScanner, insertScan };
}
