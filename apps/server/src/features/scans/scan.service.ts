import { randomInt } from 'node:crypto';
import {
  isTerminal,
  type Scan,
  type ScanListQuery,
  ScanOptions,
  type ScanRequest,
  slugFor,
} from '@webhood/contract';
import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../../platform/clock/clock.ts';
import { newId } from '../../platform/crypto/opaque-token.ts';
import { AppError, notFound } from '../../platform/http/app-error.ts';
import { type Authorised, isAdmin, type Principal } from '../accounts/authorisation.service.ts';
import type { ScannerDirectory } from '../leases/scanner-directory.service.ts';
import { readFilter } from '../search/filter.service.ts';
import { intakeForScanners } from './host-requirement.ts';
import { presentScan } from './scan.presenter.ts';
import type { ScanRecord, ScanStore, Viewer } from './scan.store.ts';
import type { ScanSecrets } from './scan-secrets.service.ts';

export type { ScanRecord } from './scan.store.ts';

/** Scans that may wait. Past it the answer is 429: a queue of days helps nobody. */
const QUEUE_BOUND = 100_000;
const QUEUE_RETRY_SECONDS = 30;
/** Counting a full queue takes milliseconds, so not for each of a burst. */
const QUEUE_COUNT_MS = 1_000;

/** Many scans of one host within a millisecond: each try spreads over four times as many. */
const SLUG_TRIES = 12;

export interface ScanService {
  /** Takes a URL in and queues it. @throws AppError a URL's rejection code, `queue_full` */
  create(by: Authorised<'scans.create'>, request: ScanRequest): Promise<ScanRecord>;
  /** By id or slug. @throws AppError `not_found`, also for what the asker may not see */
  get(by: Authorised<'scans.read'>, idOrSlug: string): Promise<ScanRecord>;
  /** @throws AppError `invalid_request` for a filter at fault, `unavailable` for a slow one */
  list(by: Authorised<'scans.read'>, query: ScanListQuery): Promise<ScanRecord[]>;
  /** @throws AppError `not_found`, `forbidden`, `conflict` when it has ended otherwise */
  cancel(by: Authorised<'scans.manage'>, idOrSlug: string): Promise<ScanRecord>;
  /** @throws AppError `not_found`, `forbidden` */
  remove(by: Authorised<'scans.manage'>, idOrSlug: string): Promise<void>;
  /** For events, which decide for each listener: the record whoever asks. */
  findForEvent(id: string): Promise<ScanRecord | undefined>;
  /** A scan as the API and events show it. */
  present(scan: ScanRecord, options: { withScanData: boolean }): Scan;
}

interface ScanServiceDeps {
  store: ScanStore;
  secrets: ScanSecrets;
  scanners: ScannerDirectory;
  clock: Clock;
  log: FastifyBaseLogger;
}

/** Scans as people and scripts use them. */
export function createScanService(deps: ScanServiceDeps): ScanService {
  const { store, secrets, scanners, clock, log } = deps;
  let queueCount = { at: 0, count: 0 };

  async function refuseWhenFull(): Promise<void> {
    const now = clock.now().getTime();
    if (now - queueCount.at > QUEUE_COUNT_MS) {
      queueCount = { at: now, count: await store.countQueued(QUEUE_BOUND) };
    }
    if (queueCount.count < QUEUE_BOUND) return;
    throw new AppError('queue_full', 'Too many scans are waiting. Submit again later.', {
      retryAfterSeconds: QUEUE_RETRY_SECONDS,
    });
  }

  async function create(
    { principal }: Authorised<'scans.create'>,
    request: ScanRequest,
  ): Promise<ScanRecord> {
    const intake = intakeForScanners(request.url, await scanners.allowedNetworks());
    if (intake.kind === 'rejected') {
      throw new AppError(intake.code, intake.message, {
        errors: [{ field: 'url', message: intake.message }],
      });
    }
    await refuseWhenFull();
    const id = newId();
    const kept = secrets.keep(id, request.options ?? ScanOptions.parse({}));
    const scan = await insertWithSlug(store, clock, intake.url.host, {
      id,
      url: intake.url.url,
      options: kept.options,
      sealedOptions: kept.sealed,
      notices: intake.url.notices,
      visibility: request.visibility,
      submittedBy: { kind: principal.kind, id: principal.id, name: principal.name },
      needs: intake.needs,
    });
    log.info({ scanId: scan.id, submittedBy: principal.id }, 'scan.accepted');
    return scan;
  }

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
    if (cancelled) log.info({ scanId: id, by: principal.id }, 'scan.cancelled');
    const scan = await visibleOrThrow(principal, id);
    if (scan.state !== 'cancelled') {
      throw new AppError('conflict', 'The scan has already ended; there is nothing to cancel.');
    }
    return scan;
  }

  async function remove({ principal }: Authorised<'scans.manage'>, idOrSlug: string) {
    const { id } = await manageable(principal, idOrSlug);
    if (!(await store.remove(id))) throw notFound('scan');
    log.info({ scanId: id, by: principal.id }, 'scan.deleted');
  }

  return {
    create,
    get,
    cancel,
    remove,
    list: async ({ principal }, { filter, ...query }) => {
      const condition = filter?.trim() ? readFilter(filter, clock.now()) : undefined;
      return store.list(query, viewerOf(principal), condition);
    },
    findForEvent: (id) => store.find(id, { kind: 'all' }),
    present: presentScan,
  };
}

async function insertWithSlug(
  store: ScanStore,
  clock: Clock,
  host: string,
  scan: Omit<Parameters<ScanStore['insert']>[0], 'slug'>,
): Promise<ScanRecord> {
  const now = clock.now().getTime();
  for (let tried = 0; tried < SLUG_TRIES; tried++) {
    const slug = slugFor(host, now + (tried === 0 ? 0 : randomInt(1, 4 ** tried + 1)));
    const inserted = await store.insert({ ...scan, slug });
    if (inserted) return inserted;
  }
  throw new AppError('unavailable', 'Too many scans of this host at once. Submit again.', {
    retryAfterSeconds: 1,
  });
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
