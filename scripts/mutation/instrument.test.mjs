import { expect, test } from 'vitest';
import { instrumentCalls, instrumentCheck, policyMutants } from './instrument.mjs';

const ROUTE = `app.get('/x', async (request) =>
  things.list(authorise(await authentication.principal(request), 'things.read')));
app.get('/y', async (request) => own(await authentication.session(request)));
`;

test('each call gets a switch of its own, and is unchanged while it is off', () => {
  const { text, mutants } = instrumentCalls('x.routes.ts', ROUTE, 7);
  expect(mutants.map(({ number, place, what }) => [number, place, what])).toEqual([
    [7, 'x.routes.ts:2', "authorise 'things.read'"],
    [8, 'x.routes.ts:2', 'authentication.principal'],
    [9, 'x.routes.ts:3', 'authentication.session'],
  ]);
  const off = text.slice(text.indexOf('app.get')).replaceAll(/\(skip\(\d+\) \? /g, '(false ? ');
  const run = new Function('app', 'things', 'authorise', 'authentication', 'own', off);
  const asked = [];
  const handlers = [];
  run(
    { get: (_path, handler) => handlers.push(handler) },
    { list: (may) => may },
    (who, action) => [who, action],
    {
      principal: async (request) => asked.push(request) && 'ann',
      session: async () => 'session',
    },
    (session) => session,
  );
  return Promise.all(handlers.map((handler) => handler('request'))).then((answers) => {
    expect(answers).toEqual([['ann', 'things.read'], 'session']);
    expect(asked).toEqual(['request']);
  });
});

test('a named check that is no longer there is told, not passed over', () => {
  const check = { what: 'x', find: 'if (bad)', put: 'if (!SKIP && bad)' };
  expect(instrumentCheck('x.ts', 'if (bad) throw 1;', check, 3).text).toBe(
    'if (!skip(3) && bad) throw 1;',
  );
  expect(() => instrumentCheck('x.ts', 'if (worse) throw 1;', check, 3)).toThrow(/up to date/);
});

test('every right is given to whoever has it not, and taken from whoever has it', () => {
  const table = "const ROLES_BY_ACTION = {\n  'a.read': ['admin', 'user'],\n} as const;";
  expect(policyMutants(table, 1).map(({ what }) => what)).toEqual([
    'a.read taken from admin',
    'a.read taken from user',
    'a.read given to viewer',
    'a.read given to api_user',
  ]);
});
