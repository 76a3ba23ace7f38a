import {
  isTerminal,
  type Scan,
  type ScanListQuery,
  SUBMISSION_BOUNDS,
  type TagsChange,
} from '@webhood/contract';
import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError, notFound } from '../../platform/http/app-error.ts';
import { type Authorised, isAdmin, type Principal } from '../accounts/authorisation.service.ts';
import type { ScanMeter } from '../metrics/meters.service.ts';
import { readFilter } from '../search/filter.service.ts';
import { presentScan } from './scan.presenter.ts';
import type { ScanRecord, ScanStore, Viewer } from './scan.store.ts';

export type { ScanRecord } from './scan.store.ts';

export interface ScanService {
  /** By id or slug. @throws AppError `not_found`, also for what the asker may not see */
  get(by: Authorised<'scans.read'>, idOrSlug: string): Promise<ScanRecord>;
  /** @throws AppError `invalid_request` for a filter at fault, `unavailable` for a slow one */
  list(by: Authorised<'scans.read'>, query: ScanListQuery): Promise<ScanRecord[]>;
  /** @throws AppError `not_found`, `invalid_request` when there would be too many */
  changeTags(
    by: Authorised<'scans.tag'>,
    idOrSlug: string,
    change: TagsChange,
  ): Promise<ScanRecord>;
  /** @throws AppError `not_found`, `forbidden`, `conflict` when it has ended otherwise */
  cancel(by: Authorised<'scans.manage'>, idOrSlug: string): Promise<ScanRecord>;
  /** @throws AppError `not_found`, `forbidden` */
  remove(by: Authorised<'scans.manage'>, idOrSlug: string): Promise<void>;
  /** For events, which decide for each listener: the record whoever asks. */
  findForEvent(id: string): Promise<ScanRecord | undefined>;
  findForEvents(ids: string[]): Promise<ScanRecord[]>;
  /** A scan as the API and events show it. */
  present(scan: ScanRecord, options: { withScanData: boolean }): Scan;
}

interface ScanServiceDeps {
  store: ScanStore;
  clock: Clock;
  meter: Pick<ScanMeter, 'ended'>;
  log: FastifyBaseLogger;
}

/** Scans as people and scripts use them. */
export function createScanService(deps: ScanServiceDeps): ScanService {
  const { store, clock, meter, log } = deps;

  async function get({ principal }: Authorised<'scans.read'>, idOrSlug: string) {
    return visibleOrThrow(principal, idOrSlug);
  }

  async function visibleOrThrow(principal: Principal, idOrSlug: string): Promise<ScanRecord> {
    const scan = await store.find(idOrSlug, viewerOf(principal));
    if (!scan) throw notFound('scan');
    return scan;
  }

  async function manageable(principal: Principal, idOrSlug: string): Promise<ScanRecord> {
    const scan = await visibleOrThrow(principal, idOrSlug);
    if (isAdmin(principal) || isSubmitter(principal, scan)) return scan;
    throw new AppError('forbidden', 'Only who submitted a scan, or an administrator, may do this.');
  }

  async function cancel({ principal }: Authorised<'scans.manage'>, idOrSlug: string) {
    const { id } = await manageable(principal, idOrSlug);
    const cancelled = await store.cancel(id, `Cancelled by ${principal.name}.`);
    if (cancelled) {
      meter.ended('cancelled');
      log.info({ scanId: id, by: principal.id }, 'scan.cancelled');
    }
    const scan = await visibleOrThrow(principal, id);
    if (scan.state !== 'cancelled') {
      throw new AppError('conflict', 'The scan has already ended; there is nothing to cancel.');
    }
    return scan;
  }

  async function remove({ principal }: Authorised<'scans.manage'>, idOrSlug: string) {
    const { id } = await manageable(principal, idOrSlug);
    const outcome = await store.remove(id);
    if (outcome === 'absent') throw notFound('scan');
    if (outcome === 'held') {
      throw new AppError('conflict', 'The scan is under legal hold. An administrator can lift it.');
    }
    log.info({ scanId: id, by: principal.id }, 'scan.deleted');
  }

  async function changeTags(
    { principal }: Authorised<'scans.tag'>,
    idOrSlug: string,
    { add, remove: gone }: TagsChange,
  ) {
    const { id } = await visibleOrThrow(principal, idOrSlug);
    const most = SUBMISSION_BOUNDS.tags;
    const outcome = await store.changeTags(id, { add, remove: gone, most });
    if (outcome === 'tooMany') {
      const message = `a scan has at most ${most} tags`;
      throw new AppError('invalid_request', `add: ${message}.`, {
        errors: [{ field: 'add', message }],
      });
    }
    return visibleOrThrow(principal, id);
  }

  return {
    get,
    changeTags,
    cancel,
    remove,
    list: async ({ principal }, { filter, ...query }) => {
      const condition = filter?.trim() ? readFilter(filter, clock.now()) : undefined;
      return store.list(query, viewerOf(principal), condition);
    },
    findForEvent: (id) => store.find(id, { kind: 'all' }),
    findForEvents: async (ids) => (ids.length === 0 ? [] : store.findMany(ids, { kind: 'all' })),
    present: presentScan,
  };
}

export function viewerOf(principal: Principal): Viewer {
  return isAdmin(principal) ? { kind: 'all' } : { kind: 'one', who: principal };
}

function isSubmitter(principal: Principal, scan: ScanRecord): boolean {
  return scan.submittedBy.kind === principal.kind && scan.submittedBy.id === principal.id;
}

/** Whether a principal may see a scan: the rule that `Viewer` puts into SQL. */
export function maySee(
  principal: Principal,
  scan: Pick<ScanRecord, 'visibility'> & { submittedBy: { kind: string; id: string } },
): boolean {
  if (isAdmin(principal) || scan.visibility === 'team') return true;
  return scan.submittedBy.kind === principal.kind && scan.submittedBy.id === principal.id;
}

export function hasEnded(scan: ScanRecord): boolean {
  return isTerminal(scan.state);
}
