import { pathOf, type RouteName } from '@webhood/contract';
import { errorFromResponse, InvalidResponseError, NetworkError } from './errors.ts';
import type {
  AnswerOf,
  BodyOf,
  Method,
  PathParametersOf,
  QueryOf,
  RouteWith,
} from './operations.ts';

/** A list of 500 scans from a busy server takes a second; past this nobody is answering. */
const ANSWER_MS = 30_000;
/** A report may have 32 MB: at 1 MB/s it needs half a minute, with room for slower links. */
const BODY_MS = 120_000;

/** What the client needs of a zod schema. */
export type Schema<T> = { parse(value: unknown): T };

export type CallOptions = { signal?: AbortSignal | undefined };

type Params = Record<string, string | number>;
type Query = Record<string, string | number | boolean | undefined>;

/** What any call comes to. */
export type Call = {
  method?: Method;
  route: RouteName;
  params?: Params;
  query?: Query;
  /** Sent as JSON. */
  body?: unknown;
  accept?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
};

/** A property that must be there exactly where the operation has such a thing. */
type Part<Name extends string, T> = [T] extends [never]
  ? { [K in Name]?: Record<string, never> }
  : Record<never, never> extends T
    ? { [K in Name]?: T }
    : { [K in Name]: T };

/** A call as the API's document describes it. */
export type CallOf<M extends Method, R extends RouteWith<M>> = Pick<
  Call,
  'accept' | 'headers' | 'signal'
> & { route: R } & (M extends 'GET' ? { method?: M } : { method: M }) &
  Part<'params', PathParametersOf<R, M>> &
  Part<'query', QueryOf<R, M>> &
  Part<'body', BodyOf<R, M>>;

export type Http = {
  /** The response once its headers are there; an error status is thrown as `ApiError`. */
  open<R extends RouteWith<'GET'>>(call: CallOf<'GET', R>): Promise<Response>;
  /** @throws InvalidResponseError when the answer is not what `schema` says */
  json<R extends RouteWith<M>, T extends AnswerOf<R, M>, M extends Method = 'GET'>(
    call: CallOf<M, R>,
    schema: Schema<T>,
  ): Promise<T>;
  none<R extends RouteWith<M>, M extends Method = 'GET'>(call: CallOf<M, R>): Promise<void>;
  /** Of a route that is in no document. */
  probe(route: 'healthz' | 'readyz', signal?: AbortSignal): Promise<void>;
  url(call: Pick<Call, 'route' | 'params' | 'query'>): string;
};

export type HttpOptions = {
  /** Origin of the server, with or without a slash at the end. */
  baseUrl: string;
  fetch?: typeof globalThis.fetch | undefined;
  /** Sent as a bearer token. A browser that has signed in needs none: its cookie goes along. */
  token?: string | undefined;
};

export function createHttp({ baseUrl, fetch, token }: HttpOptions): Http {
  const base = baseUrl.replace(/\/+$/, '');
  const send =
    fetch ?? ((...args: Parameters<typeof globalThis.fetch>) => globalThis.fetch(...args));

  const probe: Http['probe'] = (route, signal) => none({ route, signal });

  function url({ route, params, query }: Pick<Call, 'route' | 'params' | 'query'>): string {
    const pairs = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== undefined) pairs.set(name, String(value));
    }
    const search = pairs.toString();
    return `${base}${pathOf(route, params)}${search === '' ? '' : `?${search}`}`;
  }

  async function open(call: Call): Promise<Response> {
    const bound = boundedSignal(call.signal, ANSWER_MS);
    try {
      const response = await send(url(call), {
        method: call.method ?? 'GET',
        headers: headersOf(call, token),
        credentials: 'same-origin',
        signal: bound.signal,
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      });
      if (!response.ok) throw await errorFromResponse(response);
      return response;
    } catch (error) {
      throw asNetworkError(error, call.signal);
    } finally {
      bound.answered();
    }
  }

  async function json<T>(call: Call, schema: Schema<T>): Promise<T> {
    const signal = withTimeout(call.signal, BODY_MS);
    const response = await open({ ...call, signal });
    return parse(await readJson(response, signal, call.signal), schema, call.route);
  }

  async function none(call: Call): Promise<void> {
    const response = await open(call);
    await response.body?.cancel();
  }

  // What the document says of each route is for whoever calls; here all calls are one.
  const loose = { open, json, none, url, probe };
  return loose as unknown as Http;
}

/**
 * Ends the call when no answer has come in time; after the answer only the caller's signal
 * counts, so that a stream may last.
 */
function boundedSignal(signal: AbortSignal | undefined, timeoutMs: number) {
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new NetworkError(`No answer within ${timeoutMs} ms.`)),
    timeoutMs,
  );
  return {
    signal: signal ? AbortSignal.any([signal, controller.signal]) : controller.signal,
    answered: () => clearTimeout(timer),
  };
}

function withTimeout(signal: AbortSignal | undefined, timeoutMs: number): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

function headersOf(call: Call, token: string | undefined): Record<string, string> {
  return {
    accept: call.accept ?? 'application/json, application/problem+json',
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...call.headers,
  };
}

async function readJson(
  response: Response,
  bound: AbortSignal,
  caller: AbortSignal | undefined,
): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new InvalidResponseError('The server answered something that is not JSON.', {
        cause: error,
      });
    }
    throw asNetworkError(bound.aborted ? bound.reason : error, caller);
  }
}

function parse<T>(value: unknown, schema: Schema<T>, route: RouteName): T {
  try {
    return schema.parse(value);
  } catch (error) {
    throw new InvalidResponseError(
      `The answer for ${route} is not what this version expects. Are server and client of one version?`,
      { cause: error },
    );
  }
}

/** The caller's own abort stays what it is; everything `fetch` rejects with means no answer. */
export function asNetworkError(error: unknown, caller: AbortSignal | undefined): unknown {
  if (caller?.aborted && !isTimeout(caller.reason)) return error;
  if (isOurs(error)) return error;
  return new NetworkError('The server could not be reached.', { cause: error });
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}

function isOurs(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'ApiError' ||
      error.name === 'NetworkError' ||
      error.name === 'InvalidResponseError')
  );
}
