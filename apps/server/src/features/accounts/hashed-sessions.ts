/**
 * better-auth keeps session tokens in the clear. This wraps its database adapter so that the table
 * holds keyed hashes: a token is hashed on the way in, and answers carry the token that was asked
 * with. Sessions are therefore found by token but never listed with one.
 */
import type { getAdapter } from 'better-auth/db/adapter';

type Adapter = Awaited<ReturnType<typeof getAdapter>>;
type HashToken = (token: string) => string;
type Where = Parameters<Adapter['findOne']>[0]['where'];

const MODEL = 'session';
const FIELD = 'token';

function hashedWhere(where: Where, hash: HashToken): Where {
  return where.map((condition) =>
    condition.field === FIELD && typeof condition.value === 'string'
      ? { ...condition, value: hash(condition.value) }
      : condition,
  );
}

function tokenAskedFor(where: Where): string | undefined {
  const value = where.find(({ field }) => field === FIELD)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** The row with the token its caller knows, in place of the stored hash. */
function withToken<T>(row: T, token: string | undefined): T {
  if (typeof row !== 'object' || row === null || token === undefined) return row;
  return { ...row, [FIELD]: token };
}

type Operations = Omit<Adapter, 'transaction'>;

function wrapOperations(adapter: Operations, hash: HashToken): Operations {
  return {
    ...adapter,
    create: async (input) => {
      const token: unknown = input.model === MODEL ? Reflect.get(input.data, FIELD) : undefined;
      if (typeof token !== 'string') return adapter.create(input);
      const data = { ...input.data, [FIELD]: hash(token) };
      return withToken(await adapter.create({ ...input, data }), token);
    },
    findOne: async (input) => {
      if (input.model !== MODEL) return adapter.findOne(input);
      const where = hashedWhere(input.where, hash);
      return withToken(await adapter.findOne({ ...input, where }), tokenAskedFor(input.where));
    },
    update: async (input) => {
      if (input.model !== MODEL) return adapter.update(input);
      const where = hashedWhere(input.where, hash);
      return withToken(await adapter.update({ ...input, where }), tokenAskedFor(input.where));
    },
    delete: (input) =>
      adapter.delete(
        input.model === MODEL ? { ...input, where: hashedWhere(input.where, hash) } : input,
      ),
    deleteMany: (input) =>
      adapter.deleteMany(
        input.model === MODEL ? { ...input, where: hashedWhere(input.where, hash) } : input,
      ),
    findMany: (input) =>
      adapter.findMany(
        input.model === MODEL && input.where
          ? { ...input, where: hashedWhere(input.where, hash) }
          : input,
      ),
  };
}

export function withHashedSessions(adapter: Adapter, hash: HashToken): Adapter {
  return {
    ...wrapOperations(adapter, hash),
    transaction: (work) => adapter.transaction((inner) => work(wrapOperations(inner, hash))),
  };
}
