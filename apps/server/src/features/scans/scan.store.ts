import type {
  PartialReasonCode,
  Phase,
  Priority,
  SCAN_SORT_FIELDS,
  ScanData,
  ScanFailureCode,
  ScanListQuery,
  ScanOptions,
  ScanState,
  UrlNotice,
  VISIBILITIES,
} from '@webhood/contract';
import {
  type Expression,
  type ExpressionBuilder,
  type Selectable,
  type SqlBool,
  sql,
} from 'kysely';
import type { Db } from '../../platform/db/database.ts';
import type { ScansTable, Schema } from '../../platform/db/schema.ts';
import { AppError } from '../../platform/http/app-error.ts';
import { type FacetRow, facetsOf, SCAN_STATUS } from '../search/facets.service.ts';
import { listTerms, termOf } from '../search/search-terms.service.ts';
import { priorityOf } from './priority.ts';

export interface Submitter {
  kind: 'user' | 'token';
  id: string;
  name: string;
}

export interface ScanRecord {
  id: string;
  slug: string;
  state: ScanState;
  phase: Phase | null;
  url: string;
  finalUrl: string;
  title: string;
  options: ScanOptions;
  notices: UrlNotice[];
  visibility: (typeof VISIBILITIES)[number];
  submittedBy: Submitter;
  createdAt: Date;
  updatedAt: Date;
  startedAt: Date | null;
  doneAt: Date | null;
  attempt: number;
  scanner: { id: string; name: string } | null;
  errorCode: ScanFailureCode | null;
  errorMessage: string;
  completeness: 'complete' | 'partial' | null;
  missing: PartialReasonCode[];
  scanData: ScanData | null;
  screenshotSha256: string | null;
  htmlSha256: string | null;
  tags: string[];
  priority: Priority;
  notBefore: Date | null;
  targetScannerId: string | null;
  requiredLabels: string[];
  rescanOf: string | null;
}

/** Whose eyes: everything, or what is the team's and what is their own. */
export type Viewer = { kind: 'all' } | { kind: 'one'; who: Pick<Submitter, 'kind' | 'id'> };

type SortField = (typeof SCAN_SORT_FIELDS)[number];

const COLUMN_BY_SORT = {
  created: 'created_at',
  updated: 'updated_at',
  done_at: 'done_at',
  url: 'url',
  slug: 'slug',
  status: 'state',
} as const satisfies Record<SortField, keyof ScansTable>;

/** A place between two scans of a list, newest first. */
export interface PagePlace {
  /** Of creation, since 1970: a `Date` is too coarse to part two of a burst. */
  microseconds: number;
  id: string;
}

/** For each that is wanted: a few may belong to scans that the viewer may not see. */
const TERMS_LOOKED_AT = 5;

/** A filter that no index serves looks at every scan: what takes longer must be narrowed. */
const FILTER_MS = 5_000;

export type ScanStore = ReturnType<typeof createScanStore>;

export function createScanStore({ db }: { db: Db }) {
  async function find(idOrSlug: string, viewer: Viewer): Promise<ScanRecord | undefined> {
    const row = await db
      .selectFrom('scans')
      .selectAll()
      .where((eb) => eb.or([eb('id', '=', idOrSlug), eb('slug', '=', idOrSlug)]))
      .where(visibleTo(viewer))
      .executeTakeFirst();
    return row && toRecord(row);
  }

  /** Those of the ids that there are and the viewer may see, in no order. */
  async function findMany(ids: string[], viewer: Viewer): Promise<ScanRecord[]> {
    const rows = await db
      .selectFrom('scans')
      .selectAll()
      .where('id', '=', sql<string>`any(${ids}::text[])`)
      .where(visibleTo(viewer))
      .execute();
    return rows.map(toRecord);
  }

  /** @throws AppError `unavailable` when the condition takes too long to decide */
  async function list(
    query: Omit<ScanListQuery, 'filter'>,
    viewer: Viewer,
    condition?: Expression<SqlBool>,
  ): Promise<ScanRecord[]> {
    const select = (on: Db) => {
      let rows = on.selectFrom('scans').selectAll().where(visibleTo(viewer));
      if (condition) rows = rows.where(condition);
      for (const key of query.sort.split(',')) {
        const column = COLUMN_BY_SORT[key.replace(/^-/, '') as SortField];
        rows = rows.orderBy(column, key.startsWith('-') ? 'desc' : 'asc');
      }
      return rows.orderBy('id').limit(query.limit).offset(query.offset).execute();
    };
    const rows = condition ? await withinFilterTime(select) : await select(db);
    return rows.map(toRecord);
  }

  /** Newest first; `next` is where there is more. @throws as `list` */
  async function page(
    condition: Expression<SqlBool> | undefined,
    viewer: Viewer,
    { limit, after }: { limit: number; after: PagePlace | undefined },
  ): Promise<{ records: ScanRecord[]; next: PagePlace | undefined }> {
    const rows = await withinFilterTime((on) => {
      let found = on
        .selectFrom('scans')
        .selectAll()
        .select(sql<number>`(extract(epoch from created_at) * 1000000)::bigint`.as('microseconds'))
        .where(visibleTo(viewer));
      if (condition) found = found.where(condition);
      if (after) {
        const time = sql`(timestamptz 'epoch' + ${after.microseconds} * interval '1 microsecond')`;
        // The first part alone is what the index can begin at.
        found = found.where(
          sql<SqlBool>`created_at <= ${time} and (created_at < ${time} or id > ${after.id})`,
        );
      }
      return found
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(limit + 1)
        .execute();
    });
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      records: rows.slice(0, limit).map(toRecord),
      next: last && { microseconds: last.microseconds, id: last.id },
    };
  }

  /** No further than `most`. @throws as `list` */
  async function count(
    condition: Expression<SqlBool> | undefined,
    viewer: Viewer,
    most: number,
  ): Promise<number> {
    const { total } = await withinFilterTime((on) => {
      let found = on.selectFrom('scans').select('id').where(visibleTo(viewer));
      if (condition) found = found.where(condition);
      return on
        .selectFrom(found.limit(most).as('found'))
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
    });
    return total;
  }

  /** Terms of scans that the viewer may see, in order. */
  async function termsLike(prefix: string, viewer: Viewer, most: number): Promise<string[]> {
    const like = `${prefix.replace(/[\\%_]/g, '\\$&')}%`;
    const rows = await withinFilterTime((on) =>
      on
        .selectFrom((eb) =>
          eb
            .selectFrom('search_terms')
            .select('term')
            .where('term', 'like', like)
            .orderBy('term')
            .limit(most * TERMS_LOOKED_AT)
            .as('known'),
        )
        .select('term')
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('scans')
              .select('id')
              .where(sql<SqlBool>`scans.terms @> array[known.term]`)
              .where(visibleTo(viewer)),
          ),
        )
        .limit(most)
        .execute(),
    );
    return rows.map(({ term }) => term);
  }

  /** What the newest matches have in common; see `facetsOf`. @throws as `list` */
  async function facets(
    condition: Expression<SqlBool> | undefined,
    viewer: Viewer,
    most: number,
  ): Promise<FacetRow[]> {
    return withinFilterTime(async (on) => {
      let found = on
        .selectFrom('scans')
        .select(['terms', 'tags', SCAN_STATUS.as('status')])
        .select(sql<string>`lower(submitted_by_name)`.as('submitter'))
        .where(visibleTo(viewer));
      if (condition) found = found.where(condition);
      const newest = found.orderBy('created_at', 'desc').limit(most + 1);
      return (await facetsOf(newest, most).execute(on)).rows;
    });
  }

  async function withinFilterTime<T>(select: (on: Db) => Promise<T>): Promise<T> {
    try {
      return await db.transaction().execute(async (tx) => {
        await sql`select set_config('statement_timeout', ${String(FILTER_MS)}, true)`.execute(tx);
        return select(tx);
      });
    } catch (error) {
      throw isStatementTimeout(error) ? tooSlow(error) : error;
    }
  }

  /**
   * Removes some tags, then adds others, in one step: two who do so at once both have their way.
   * `tooMany` changes nothing.
   */
  async function changeTags(
    id: string,
    { add, remove, most }: { add: string[]; remove: string[]; most: number },
  ): Promise<'changed' | 'tooMany' | 'gone'> {
    return db.transaction().execute(async (tx) => {
      const scan = await tx
        .selectFrom('scans')
        .select('tags')
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      if (!scan) return 'gone';
      const kept = scan.tags.filter((tag) => !remove.includes(tag));
      const tags = [...new Set([...kept, ...add])];
      if (tags.length > most) return 'tooMany';
      if (tags.join(' ') === scan.tags.join(' ')) return 'changed';
      await tx
        .updateTable('scans')
        .set({ tags: sql`${tags}::text[]`, updated_at: sql<Date>`clock_timestamp()` })
        .where('id', '=', id)
        .execute();
      await listTerms(add.map((tag) => termOf('tag', tag))).execute(tx);
      return 'changed';
    });
  }

  /** False when it had ended already. */
  async function cancel(id: string, message: string): Promise<boolean> {
    return db.transaction().execute(async (tx) => {
      const scan = await tx
        .updateTable('scans')
        .set({
          state: 'cancelled',
          phase: null,
          lease_until: null,
          error_code: 'cancelled',
          error_message: message,
          done_at: sql<Date>`clock_timestamp()`,
          updated_at: sql<Date>`clock_timestamp()`,
        })
        .where('id', '=', id)
        .where('state', 'in', ['pending', 'queued', 'running'])
        .returning(['attempt'])
        .executeTakeFirst();
      if (scan) await endAttempt(tx, id, scan.attempt);
      return scan !== undefined;
    });
  }

  /** Removes the scan and its claim on its artifacts; blobs that nobody claims are swept later. */
  async function remove(id: string): Promise<'removed' | 'absent' | 'held'> {
    try {
      return await db.transaction().execute(async (tx) => {
        const scan = await tx
          .deleteFrom('scans')
          .where('id', '=', id)
          .returning(['attempt'])
          .executeTakeFirst();
        if (scan) await endAttempt(tx, id, scan.attempt);
        return scan ? 'removed' : 'absent';
      });
    } catch (error) {
      // Only a hold refers to a scan and stays: see `legal_holds`.
      if (isReferredTo(error)) return 'held';
      throw error;
    }
  }

  /** How many have not begun, counted no further than `most`. */
  async function countWaiting(most: number): Promise<number> {
    const { count } = await db
      .selectFrom(
        db
          .selectFrom('scans')
          .select('id')
          .where('state', 'in', ['queued', 'pending'])
          .limit(most)
          .as('waiting'),
      )
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  }

  return {
    find,
    findMany,
    list,
    page,
    count,
    facets,
    termsLike,
    changeTags,
    cancel,
    remove,
    countWaiting,
  };
}

/** SQLSTATE of a row that another keeps: of `on delete restrict`, and of no action. */
function isReferredTo(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === '23001' || code === '23503';
}

/** SQLSTATE 57014, as it was thrown or below what is told of it. */
function isStatementTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === '57014') || isStatementTimeout(error.cause);
}

function tooSlow(cause: unknown): AppError {
  const message = 'This takes too long to find. Narrow it, for example to the last days.';
  return new AppError('unavailable', message, {
    cause,
  });
}

async function endAttempt(db: Db, scanId: string, attempt: number): Promise<void> {
  await db
    .updateTable('scan_attempts')
    .set({ outcome: 'cancelled', ended_at: sql<Date>`clock_timestamp()` })
    .where('scan_id', '=', scanId)
    .where('attempt', '=', attempt)
    .where('outcome', 'is', null)
    .execute();
}

export function visibleTo(viewer: Viewer) {
  return (eb: ExpressionBuilder<Schema, 'scans'>) => {
    if (viewer.kind === 'all') return eb.val(true);
    return eb.or([
      eb('visibility', '=', 'team'),
      eb.and([
        eb('submitted_by_kind', '=', viewer.who.kind),
        eb('submitted_by_id', '=', viewer.who.id),
      ]),
    ]);
  };
}

export function toRecord(row: Selectable<ScansTable>): ScanRecord {
  return {
    id: row.id,
    slug: row.slug,
    state: row.state,
    phase: row.phase,
    url: row.url,
    finalUrl: row.final_url,
    title: row.title,
    options: row.options,
    notices: row.notices,
    visibility: row.visibility,
    submittedBy: {
      kind: row.submitted_by_kind,
      id: row.submitted_by_id,
      name: row.submitted_by_name,
    },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    startedAt: row.started_at,
    doneAt: row.done_at,
    attempt: row.attempt,
    scanner: row.scanner_id === null ? null : { id: row.scanner_id, name: row.scanner_name ?? '' },
    errorCode: row.error_code,
    errorMessage: row.error_message,
    completeness: row.completeness,
    missing: row.missing,
    scanData: row.scan_data,
    screenshotSha256: row.screenshot_sha256,
    htmlSha256: row.html_sha256,
    tags: row.tags,
    priority: priorityOf(row.priority),
    notBefore: row.not_before,
    targetScannerId: row.target_scanner_id,
    requiredLabels: row.required_labels,
    rescanOf: row.rescan_of,
  };
}
