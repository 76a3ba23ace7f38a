/** What the audit log says of one request. Nothing of it is ever a secret. */
import { Username } from '@webhood/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AuditRecord, Party } from './audit.store.ts';
import type { AuditedRoute } from './audited-routes.ts';

/** Fields of a body whose values say what was changed to what. */
const TELLING = [
  'reason',
  'role',
  'disabled',
  'name',
  'expiresInDays',
  'visibility',
  'priority',
  'enabled',
  'includeRestricted',
];
/** Lists whose few short words say what was changed. */
const TELLING_LISTS = ['tags', 'add', 'remove', 'events'];
const NAME_LENGTH = 200;

const Answer = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  slug: z.string().optional(),
  code: z.string().optional(),
  accepted: z.number().optional(),
  reused: z.number().optional(),
  refused: z.number().optional(),
});
type Answer = z.infer<typeof Answer>;

export function outcomeOf(status: number): AuditRecord['outcome'] {
  if (status < 400) return 'success';
  return status === 401 || status === 403 || status === 404 ? 'refused' : 'failed';
}

/** What the answer says of itself, where it is ours and JSON. */
export function answerOf(reply: FastifyReply, payload: unknown): Answer {
  const type = String(reply.getHeader('content-type') ?? '');
  if (typeof payload !== 'string' || !/^application\/(problem\+)?json/.test(type)) return {};
  try {
    return Answer.safeParse(JSON.parse(payload)).data ?? {};
  } catch {
    // Not JSON after all: then it says nothing of itself.
    return {};
  }
}

export function targetOf(
  { target }: AuditedRoute,
  request: FastifyRequest,
  answer: Answer,
): Party | undefined {
  if (!target) return undefined;
  const params = request.params as Record<string, unknown>;
  const given = target.parameter === undefined ? undefined : params[target.parameter];
  const id = typeof given === 'string' ? given.slice(0, NAME_LENGTH) : (answer.id ?? null);
  const name = answer.name ?? answer.slug ?? nameGiven(request.body) ?? null;
  return { kind: target.kind, id, name: name?.slice(0, NAME_LENGTH) ?? null };
}

function nameGiven(body: unknown): string | undefined {
  const given = z.object({ name: z.string() }).safeParse(body);
  return given.data?.name;
}

/** Names of the fields that were given, and of some the values. */
export function detailsOf(request: FastifyRequest): Record<string, unknown> {
  const given = z.record(z.string(), z.unknown()).safeParse(request.body).data ?? {};
  const fields = Object.keys(given).slice(0, 20);
  if (fields.length === 0) return {};
  const told = Object.fromEntries(
    [
      ...TELLING.filter((name) => isPlain(given[name])),
      ...TELLING_LISTS.filter((name) => isShortList(given[name])),
    ].map((name) => [name, given[name]]),
  );
  return { fields, ...told };
}

function isShortList(value: unknown): boolean {
  return Array.isArray(value) && value.length <= 20 && value.length > 0 && value.every(isPlain);
}

/** How many URLs of a bulk submission became what. */
export function countsOf({ accepted, reused, refused }: Answer): Record<string, unknown> {
  return accepted === undefined ? {} : { accepted, reused, refused };
}

function isPlain(value: unknown): boolean {
  return (
    typeof value === 'boolean' ||
    typeof value === 'number' ||
    (typeof value === 'string' && value.length <= NAME_LENGTH)
  );
}

/** Who was tried, where it can be a name: people type their password there, too. */
export function loginTried(request: FastifyRequest): Record<string, unknown> {
  const given = z.object({ username: z.string() }).safeParse(request.body).data?.username;
  if (given === undefined) return {};
  const isName = Username.safeParse(given).success || z.email().safeParse(given).success;
  return { login: isName ? given : 'not a user name' };
}
