/** Every route × every credential. A route that is not listed fails the first test. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  askAs,
  CASES,
  type Callers,
  ELSEWHERE,
  expectedAnswer,
  MATRIX,
  startWithCallers,
} from './role-matrix.ts';

let callers: Callers;

beforeAll(async () => {
  callers = await startWithCallers();
});
afterAll(() => callers.server.close());

interface OpenApi {
  paths: Record<string, Record<string, unknown>>;
}

test('every route of the API has its row', async () => {
  const document = (await callers.server.http.inject('/api/openapi.json')).json<OpenApi>();
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const listed = [...MATRIX.map(({ route }) => route), ...ELSEWHERE];
  expect(routes.filter((route) => !route.startsWith('HEAD ')).sort()).toEqual(
    listed.filter((route) => !route.startsWith('HEAD ')).sort(),
  );
});

test.each(CASES)('$row.route by $caller', async ({ row, caller }) => {
  const { status, code } = expectedAnswer(row, caller);
  const answer = await askAs(callers, row, caller);
  expect(answer).toMatchObject({ status, ...(code === undefined ? {} : { code }) });
});
