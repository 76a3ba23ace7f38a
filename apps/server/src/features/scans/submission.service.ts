/**
 * Takes URLs in and queues them: one, many, or one again. A submission is one transaction: all of
 * its scans are there, with the answer to its key, or none is.
 */
import { createHash } from 'node:crypto';
import {
  type BulkScanRequest,
  type RescanRequest,
  ScanOptions,
  type ScanRequest,
  SUBMISSION_BOUNDS,
} from '@webhood/contract';
import type { Tracing } from '@webhood/tracing';
import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Keyring } from '../../platform/crypto/keyring.ts';
import type { Transaction, Transactor } from '../../platform/db/transaction.ts';
import { AppError, notFound } from '../../platform/http/app-error.ts';
import { type Authorised, isAdmin, type Principal } from '../accounts/authorisation.service.ts';
import type { ScannerDirectory } from '../leases/scanner-directory.service.ts';
import type { ScanMeter } from '../metrics/meters.service.ts';
import { createListTurns } from './list-turns.ts';
import { rankOf } from './priority.ts';
import type { QuotaService, Room } from './quota.service.ts';
import { rescanOptions } from './rescan-options.ts';
import { viewerOf } from './scan.service.ts';
import type { ScanRecord, ScanStore } from './scan.store.ts';
import type { ScanSecrets } from './scan-secrets.service.ts';
import type { KeptVerdict, SubmissionFacts, SubmissionStore } from './submission.store.ts';
import { type AcceptedUrl, intakeAll, type TakenUrl } from './submission-intake.ts';
import { type NewScanOfUrl, withSlugs } from './submission-slugs.ts';

export type Outcome =
  | { verdict: 'accepted' | 'reused'; scan: ScanRecord }
  | Extract<KeptVerdict, { verdict: 'refused' }>;

export type SubmittedOne = Extract<Outcome, { scan: ScanRecord }>;

/** The caller's name for a submission, so that it can be repeated without being made twice. */
export type SubmissionKey = { route: string; key: string } | undefined;

export interface SubmissionService {
  /** @throws AppError a URL's rejection code, `queue_full`, `invalid_request`, `forbidden` */
  submit(
    by: Authorised<'scans.create'>,
    request: ScanRequest,
    key?: SubmissionKey,
  ): Promise<SubmittedOne>;
  /** An outcome for each URL, in their order. @throws AppError where none can be taken */
  submitMany(
    by: Authorised<'scans.create'>,
    request: BulkScanRequest,
    key?: SubmissionKey,
  ): Promise<Outcome[]>;
  /** @throws AppError as `submit`, and `not_found` */
  rescan(
    by: Authorised<'scans.create'>,
    idOrSlug: string,
    request: RescanRequest,
    key?: SubmissionKey,
  ): Promise<SubmittedOne>;
  /** Removes keys that nobody repeats any more. */
  forgetKeys(): Promise<void>;
}

interface SubmissionServiceDeps {
  store: SubmissionStore;
  scans: Pick<ScanStore, 'find' | 'findMany'>;
  transactor: Transactor;
  quotas: Pick<QuotaService, 'room' | 'count'>;
  secrets: ScanSecrets;
  scanners: ScannerDirectory;
  keyring: Pick<Keyring, 'hash'>;
  clock: Clock;
  meter: Pick<ScanMeter, 'submitted'>;
  tracing: Tracing;
  log: FastifyBaseLogger;
}

/** One submission, after everything that was said once has been looked at. */
interface Wanted {
  principal: Principal;
  urls: string[];
  options: ScanOptions;
  facts: SubmissionFacts;
  reuseMinutes: number;
  /** CIDRs beyond the public internet of each scanner that may do it. */
  scannerNetworks: string[][];
}

type Settings = Pick<
  ScanRequest,
  'visibility' | 'tags' | 'priority' | 'scanner' | 'labels' | 'notBefore'
>;

const KEY_HOURS = 24;
/** Of one statement: enough to be quick, few enough to leave time for others. */
const INSERT_ROWS = 100;
const DAY_MS = 86_400_000;

export function createSubmissionService(deps: SubmissionServiceDeps): SubmissionService {
  const {
    store,
    scans,
    transactor,
    quotas,
    secrets,
    scanners,
    keyring,
    clock,
    meter,
    tracing,
    log,
  } = deps;
  const lists = createListTurns();

  async function prepare(
    principal: Principal,
    urls: string[],
    settings: Settings,
    more: { options?: ScanOptions | undefined; reuseMinutes?: number; rescanOf?: string } = {},
  ): Promise<Wanted> {
    const { priority, tags, visibility, scanner } = settings;
    if (priority === 'high' && !isAdmin(principal)) {
      throw new AppError('forbidden', 'Only administrators may submit with high priority.');
    }
    const labels = [...new Set(settings.labels)].toSorted();
    const target = scanner === undefined ? undefined : await findScanner(scanner, labels);
    const scannerNetworks = target
      ? [target.allowNetworks]
      : await scanners.allowedNetworks(labels);
    if (scannerNetworks.length === 0 && labels.length > 0) {
      throw invalid('labels', 'no scanner has all of these');
    }
    return {
      principal,
      urls,
      options: more.options ?? ScanOptions.parse({}),
      facts: {
        submittedBy: { kind: principal.kind, id: principal.id, name: principal.name },
        visibility,
        tags: [...new Set(tags)],
        rank: rankOf(priority),
        notBefore: readNotBefore(settings.notBefore, clock.now()),
        targetScannerId: target?.id ?? null,
        requiredLabels: labels,
        rescanOf: more.rescanOf ?? null,
      },
      reuseMinutes: more.reuseMinutes ?? 0,
      scannerNetworks,
    };
  }

  async function findScanner(idOrName: string, labels: string[]) {
    const found = await scanners.find(idOrName);
    if (found && labels.some((label) => !found.labels.includes(label))) {
      throw invalid('labels', 'the scanner that is asked for does not have all of these');
    }
    if (found) return found;
    const message = 'there is no scanner of that id or name';
    throw invalid('scanner', message);
  }

  /** `isOne`: a refusal undoes it all, so that its key may be used for another try. */
  async function run(
    wanted: Wanted,
    body: unknown,
    key: SubmissionKey,
    isOne = true,
  ): Promise<Outcome[]> {
    return tracing.run('scan.submit', {}, async (span) => {
      const outcomes = await runInside(wanted, body, key, isOne, span.traceparent);
      const scans = outcomes.flatMap((each) => (each.verdict === 'accepted' ? [each.scan.id] : []));
      const [only] = scans;
      span.set({
        'webhood.scans': scans.length,
        ...(scans.length === 1 && only !== undefined ? { 'webhood.scan.id': only } : {}),
      });
      return outcomes;
    });
  }

  async function runInside(
    wanted: Wanted,
    body: unknown,
    key: SubmissionKey,
    isOne: boolean,
    traceparent: string | undefined,
  ): Promise<Outcome[]> {
    const { principal } = wanted;
    const taken = await intakeAll(wanted.urls, wanted.scannerNetworks);
    const entry = key && {
      ...key,
      owner: { kind: principal.kind, id: principal.id },
      fingerprint: keyring.hash('idempotency', fingerprintOf(body)),
    };
    // Everything that takes another connection comes before the transaction, which holds one.
    const good = taken.filter((each) => each.kind === 'accepted');
    await store.announceTerms(
      good.map(({ url }) => url),
      wanted.facts.tags,
    );
    const room = await quotas.room(principal);
    const done = await transactor.run(async (tx) => {
      const claimed = entry ? await store.claimKey(tx, entry) : undefined;
      if (claimed?.kind === 'known') {
        if (claimed.fingerprint !== entry?.fingerprint) throw keyReused();
        return { replay: claimed.verdicts };
      }
      const outcomes = await take(tx, wanted, taken, room);
      if (isOne) onlyOf(outcomes);
      if (traceparent !== undefined) await keepTrace(tx, outcomes, traceparent);
      if (entry) await store.keepVerdicts(tx, entry, outcomes.map(keptOf));
      return { outcomes };
    });
    if ('replay' in done) return recall(principal, done.replay);
    logAccepted(wanted, done.outcomes);
    return done.outcomes;
  }

  /** So that whoever runs them goes on with this trace. */
  async function keepTrace(tx: Transaction, outcomes: Outcome[], traceparent: string) {
    const made = outcomes.flatMap((each) => (each.verdict === 'accepted' ? [each.scan.id] : []));
    await store.keepTrace(tx, made, traceparent);
  }

  /** Reuses what will do, and makes the rest as far as there is room. */
  async function take(
    tx: Transaction,
    wanted: Wanted,
    taken: TakenUrl[],
    room: Room,
  ): Promise<Outcome[]> {
    const good = taken.filter((each) => each.kind === 'accepted');
    const known = await reusable(tx, wanted, good);
    const needed = good.filter(({ url }) => !known.has(url));
    // The same URL twice in one submission that may reuse is one scan.
    const fresh = wanted.reuseMinutes > 0 ? firstOfEach(needed) : needed;
    if (room.scans === 0 && fresh.length > 0 && known.size === 0) throw room.refusal();
    const made = await make(tx, wanted, fresh.slice(0, room.scans));
    await quotas.count(tx, wanted.principal, new Set(made.values()).size);
    const refused = room.refusal();
    const told = new Set<string>();
    return taken.map((each): Outcome => {
      if (each.kind === 'rejected') {
        return { verdict: 'refused', code: each.code, detail: each.message };
      }
      const own = made.get(each) ?? made.get(each.url);
      if (own) {
        const verdict = told.has(own.id) ? 'reused' : 'accepted';
        told.add(own.id);
        return { verdict, scan: own };
      }
      const scan = known.get(each.url);
      if (scan) return { verdict: 'reused', scan };
      return { verdict: 'refused', code: refused.code, detail: refused.publicMessage };
    });
  }

  async function reusable(
    tx: Transaction,
    { principal, options, facts, reuseMinutes }: Wanted,
    good: AcceptedUrl[],
  ): Promise<Map<string, ScanRecord>> {
    const { headers, cookies, proxy } = options;
    const hasSecrets = [headers, cookies, proxy].some((each) => each !== undefined);
    if (reuseMinutes === 0 || hasSecrets || good.length === 0) return new Map();
    return store.findReusable(tx, {
      urls: [...new Set(good.map(({ url }) => url))],
      options,
      visibility: facts.visibility,
      targetScannerId: facts.targetScannerId,
      requiredLabels: facts.requiredLabels,
      minutes: reuseMinutes,
      viewer: viewerOf(principal),
    });
  }

  /** By what they were made from; where reuse joins equal URLs, by URL as well. */
  async function make(
    tx: Transaction,
    { options, facts, reuseMinutes }: Wanted,
    urls: AcceptedUrl[],
  ): Promise<Map<AcceptedUrl | string, ScanRecord>> {
    const made = new Map<AcceptedUrl | string, ScanRecord>();
    const hosts = [...new Set(urls.map(({ host }) => host))];
    // One alone waits for others with nothing in its hands that they could wait for.
    if (urls.length > 1) await store.lockHosts(tx, hosts);
    const nowMs = clock.now().getTime();
    for (let at = 0; at < urls.length; at += INSERT_ROWS) {
      const some = urls.slice(at, at + INSERT_ROWS).map(
        (taken): NewScanOfUrl => ({
          taken,
          options,
          secrets,
        }),
      );
      const inserted = await withSlugs(some, nowMs - at, (rows) => store.insert(tx, rows, facts));
      for (const { taken, scan } of inserted) {
        made.set(taken, scan);
        if (reuseMinutes > 0) made.set(taken.url, scan);
      }
    }
    return made;
  }

  /** The same scans again, as they are now. */
  async function recall(principal: Principal, verdicts: KeptVerdict[]): Promise<Outcome[]> {
    const ids = verdicts.flatMap((each) => ('id' in each ? [each.id] : []));
    const found = await scans.findMany(ids, viewerOf(principal));
    const byId = new Map(found.map((scan) => [scan.id, scan]));
    return verdicts.map((kept): Outcome => {
      if (kept.verdict === 'refused') return kept;
      const scan = byId.get(kept.id);
      if (scan) return { verdict: kept.verdict, scan };
      return { verdict: 'refused', code: 'not_found', detail: 'This scan was deleted since.' };
    });
  }

  function logAccepted({ principal }: Wanted, outcomes: Outcome[]): void {
    const accepted = outcomes.filter(({ verdict }) => verdict === 'accepted');
    const [first] = accepted;
    meter.submitted(accepted.length);
    if (accepted.length === 1 && first && 'scan' in first) {
      log.info({ scanId: first.scan.id, submittedBy: principal.id }, 'scan.accepted');
    } else if (accepted.length > 1) {
      const counts = { accepted: accepted.length, urls: outcomes.length };
      log.info({ ...counts, submittedBy: principal.id }, 'scans.accepted');
    }
  }

  return {
    submit: async ({ principal }, request, key) => {
      const wanted = await prepare(principal, [request.url], request, request);
      return onlyOf(await run(wanted, request, key));
    },

    submitMany: async ({ principal }, request, key) => {
      const wanted = await prepare(principal, request.urls, request, request);
      return lists.take(() => run(wanted, request, key, false));
    },

    rescan: async ({ principal }, idOrSlug, request, key) => {
      const scan = await scans.find(idOrSlug, viewerOf(principal));
      if (!scan) throw notFound('scan');
      const scanner = request.scanner === undefined ? scan.targetScannerId : request.scanner;
      const settings = {
        visibility: request.visibility ?? scan.visibility,
        tags: request.tags ?? scan.tags,
        priority: request.priority,
        notBefore: request.notBefore,
        scanner: scanner ?? undefined,
        labels: request.labels ?? scan.requiredLabels,
      };
      const wanted = await prepare(principal, [scan.url], settings, {
        options: rescanOptions(scan.options, request.options ?? {}),
        rescanOf: scan.id,
      });
      return onlyOf(await run(wanted, { scanId: scan.id, ...request }, key));
    },

    forgetKeys: () => store.forgetKeys(KEY_HOURS),
  };
}

/** A submission of one URL is accepted or an error. */
function onlyOf([outcome]: Outcome[]): SubmittedOne {
  if (!outcome) throw new Error('A submission has no outcome.');
  if (outcome.verdict !== 'refused') return outcome;
  const { code, detail } = outcome;
  const isUrl = code !== 'not_found';
  throw new AppError(code, detail, isUrl ? { errors: [{ field: 'url', message: detail }] } : {});
}

function keptOf(outcome: Outcome): KeptVerdict {
  if (outcome.verdict === 'refused') return outcome;
  return { verdict: outcome.verdict, id: outcome.scan.id };
}

function firstOfEach(taken: AcceptedUrl[]): AcceptedUrl[] {
  return [...new Map(taken.toReversed().map((each) => [each.url, each])).values()].toReversed();
}

function readNotBefore(text: string | undefined, now: Date): Date | null {
  if (text === undefined) return null;
  const time = new Date(text);
  const latest = now.getTime() + SUBMISSION_BOUNDS.notBeforeDays * DAY_MS;
  if (time.getTime() <= latest) return time;
  throw invalid('notBefore', `must be within ${SUBMISSION_BOUNDS.notBeforeDays} days`);
}

/** Of the body as it was understood: the order of keys and what is left at its default are alike. */
function fingerprintOf(body: unknown): string {
  const text = JSON.stringify(body, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(text).digest('hex');
}

function keyReused(): AppError {
  const message = 'This Idempotency-Key was used before with another body. Make a new one.';
  return new AppError('idempotency_key_reused', message);
}

function invalid(field: string, message: string): AppError {
  return new AppError('invalid_request', `${field}: ${message}.`, { errors: [{ field, message }] });
}
