/**
 * Records requests as they are answered. An answer waits for its entry: what cannot be recorded is
 * not handed out, and a change that was made is at least not called a success.
 */
import { routePattern } from '@webhood/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../platform/http/app-error.ts';
import { tokenFromHeaders } from '../../platform/http/bearer.ts';
import type { Session, SessionClient } from '../accounts/sessions.service.ts';
import type { AuditRecord } from './audit.store.ts';
import { type AuditedRoute, auditedRoute } from './audited-routes.ts';
import { actorOf, NOBODY } from './noted-authentication.ts';
import { createRecentKeys } from './recent-keys.ts';
import { answerOf, countsOf, detailsOf, loginTried, outcomeOf, targetOf } from './request-entry.ts';
import { createScreenshotViews } from './screenshot-views.ts';

interface AuditRequestDeps {
  write(record: AuditRecord): Promise<void>;
  actorOf(request: FastifyRequest): AuditRecord['actor'] | undefined;
  findSession(client: SessionClient): Promise<Session | undefined>;
}

/** The same artifact in ranges, or a page that is reloaded, is one reading. */
const READ_AGAIN_MS = 10 * 60_000;
/** Of one address and route: a script with an ended token asks all day, and so may a stranger. */
const REFUSED_AGAIN_MS = 60_000;
const MOST_KEYS = 20_000;
const RETRY_SECONDS = 5;

/** Call before any route is registered. */
export function recordRequests(app: FastifyInstance, deps: AuditRequestDeps): void {
  const views = createScreenshotViews(deps);
  const recent = (windowMs: number) =>
    createRecentKeys({ windowMs, most: MOST_KEYS, now: Date.now });
  const reads = recent(READ_AGAIN_MS);
  const refusals = recent(REFUSED_AGAIN_MS);
  const recorded = new WeakSet<FastifyRequest>();
  app.addHook('onClose', () => views.stop());

  app.addHook('onSend', async (request, reply, payload) => {
    // An entry that could not be written is answered with an error, which comes here again.
    if (recorded.has(request)) return payload;
    const pattern = request.routeOptions.url ?? '';
    // Whatever else it leaves out, HEAD does what GET does.
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const audited = auditedRoute(method, pattern);
    const record = audited
      ? await entryOf(audited, request, reply, payload)
      : refusalOf(request, reply, payload);
    if (!record) return payload;
    recorded.add(request);
    await deps.write(record).catch((error: unknown) => {
      reads.forget(readingOf(request, record.actor));
      unrecorded(error);
    });
    return payload;
  });

  async function entryOf(
    audited: AuditedRoute,
    request: FastifyRequest,
    reply: FastifyReply,
    payload: unknown,
  ): Promise<AuditRecord | undefined> {
    const outcome = outcomeOf(reply.statusCode);
    const actor = deps.actorOf(request) ?? NOBODY;
    const answer = answerOf(reply, payload);
    const base = { outcome, code: answer.code, actor, ...placeOf(request) };
    if (audited.signsIn) return { ...base, ...(await signInEntry(request, reply, base)) };
    const target = targetOf(audited, request, answer);
    if (outcome !== 'success') {
      // Whoever is nobody can ask without end; what is refused to somebody is kept each time.
      const isCounted = audited.record === 'always' && deps.actorOf(request) !== undefined;
      if (!isCounted && !isNewRefusal(request)) return undefined;
      return { ...base, action: audited.action, target, details: detailsOf(request) };
    }
    if (audited.record === 'together') {
      if (reply.statusCode !== 304) views.note(actor, addressOf(request), target?.id ?? '');
      return undefined;
    }
    const isMalware = reply.getHeader('x-webhood-artifact-kind') === 'download';
    if (audited.record === 'once' && !isMalware) {
      if (!reads.isNew(readingOf(request, actor))) return undefined;
    }
    const action = isMalware ? 'malware.downloaded' : audited.action;
    return {
      ...base,
      action,
      target,
      details: { ...detailsOf(request), ...countsOf(answer), ...artifactOf(request) },
    };
  }

  async function signInEntry(
    request: FastifyRequest,
    reply: FastifyReply,
    base: Pick<AuditRecord, 'outcome'>,
  ): Promise<Pick<AuditRecord, 'action' | 'actor' | 'outcome' | 'details'>> {
    const cookie = cookiesOf(reply);
    const session =
      base.outcome === 'success' && cookie
        ? await deps.findSession({ cookie, userAgent: undefined, address: request.ip })
        : undefined;
    const way = request.routeOptions.url?.replace(/^.*\//, '') ?? '';
    const details = { way, ...loginTried(request) };
    const action = 'session.signed_in' as const;
    if (session) return { action, actor: actorOf(session.principal), outcome: 'success', details };
    if (base.outcome !== 'success')
      return { action, actor: NOBODY, outcome: base.outcome, details };
    const asked = reply.statusCode === 200;
    const more = asked ? { secondFactor: 'asked' } : {};
    const outcome = asked ? 'success' : 'refused';
    return { action, actor: NOBODY, outcome, details: { ...details, ...more } };
  }

  /** Of any other route: a credential that is no good, or a right that is not there. */
  function refusalOf(
    request: FastifyRequest,
    reply: FastifyReply,
    payload: unknown,
  ): AuditRecord | undefined {
    const { statusCode } = reply;
    if (statusCode !== 401 && statusCode !== 403) return undefined;
    const gaveCredential = tokenFromHeaders(request.headers) || request.headers.cookie;
    if (!gaveCredential || !isNewRefusal(request)) return undefined;
    return {
      action: statusCode === 401 ? 'credential.refused' : 'request.refused',
      outcome: 'refused',
      code: answerOf(reply, payload).code,
      actor: deps.actorOf(request) ?? NOBODY,
      ...placeOf(request),
      details: { method: request.method, route: request.routeOptions.url ?? 'none' },
    };
  }

  function isNewRefusal(request: FastifyRequest): boolean {
    const who = deps.actorOf(request)?.id ?? '';
    return refusals.isNew(`${who} ${request.ip} ${request.method} ${request.routeOptions.url}`);
  }
}

/** What is one reading, however often it is asked for in a while. */
function readingOf({ ip, url }: FastifyRequest, { kind, id }: AuditRecord['actor']): string {
  return `${kind} ${id} ${ip} ${url}`;
}

/** A dual-stack socket writes IPv4 as `::ffff:192.0.2.1`. */
function addressOf({ ip }: FastifyRequest): string {
  return ip.replace(/^::ffff:(?=[\d.]+$)/i, '');
}

function placeOf(request: FastifyRequest): Pick<AuditRecord, 'address' | 'requestId'> {
  return { address: addressOf(request), requestId: request.id };
}

/** Which one was read: the end of the path; of an export, what of the log it holds. */
function artifactOf(request: FastifyRequest): Record<string, unknown> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return {};
  if (request.routeOptions.url === routePattern('auditExport')) {
    return { filter: request.query };
  }
  const { sha256 } = request.params as { sha256?: string };
  return { artifact: sha256 ?? request.routeOptions.url?.replace(/^.*\//, '') };
}

/** Cookies of the answer, as the next request would send them. */
function cookiesOf(reply: FastifyReply): string {
  return [reply.getHeader('set-cookie') ?? []]
    .flat()
    .map((cookie) => String(cookie).split(';', 1)[0] ?? '')
    .join('; ');
}

function unrecorded(cause: unknown): never {
  throw new AppError('unavailable', 'The audit log cannot be written. Try again.', {
    retryAfterSeconds: RETRY_SECONDS,
    cause,
  });
}
