/**
 * What a call of each route takes and answers, out of the API's own document. The types are
 * generated; see `scripts/generate-api.mjs`.
 */
import type { ROUTES, RouteName } from '@webhood/contract';
import type { paths } from './generated/api.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

type PathItem<R extends RouteName> = (typeof ROUTES)[R] extends keyof paths
  ? paths[(typeof ROUTES)[R]]
  : never;

type Operation<R extends RouteName, M extends Method> = PathItem<R>[Lowercase<M> &
  keyof PathItem<R>];

/** Routes that have the method. */
export type RouteWith<M extends Method> = {
  [R in RouteName]: Operation<R, M> extends { responses: unknown } ? R : never;
}[RouteName];

type Parameters<O, In extends string> = O extends { parameters: { [K in In]?: infer P } }
  ? NonNullable<P>
  : never;

/** With `undefined` allowed where a value may be left out, as the contract's own types do. */
type Loose<T> = T extends readonly (infer Item)[]
  ? Loose<Item>[]
  : T extends object
    ? {
        [K in keyof T]: Record<never, never> extends Pick<T, K>
          ? Loose<T[K]> | undefined
          : Loose<T[K]>;
      }
    : T;

type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;

export type QueryOf<R extends RouteName, M extends Method> = Loose<
  Parameters<Operation<R, M>, 'query'>
>;
export type PathParametersOf<R extends RouteName, M extends Method> = Parameters<
  Operation<R, M>,
  'path'
>;
export type BodyOf<R extends RouteName, M extends Method> =
  Operation<R, M> extends { requestBody?: infer Body } ? Loose<Json<NonNullable<Body>>> : never;

/** Of any success. */
export type AnswerOf<R extends RouteName, M extends Method> =
  Operation<R, M> extends { responses: infer Responses }
    ? Loose<Json<Responses[keyof Responses & (200 | 201 | 202)]>>
    : never;
