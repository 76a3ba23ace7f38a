/** The administration program on an installation whose server does not run. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstallation, type Installation } from './processes.ts';

let installation: Installation;

beforeAll(async () => {
  installation = await createInstallation();
});
afterAll(() => installation.close());

const admin = (args: string[], input?: string) => installation.admin(args, input);

/** A dozen processes one after the other, on a machine that may be busy. */
const MANY_PROCESSES = { timeout: 180_000 };

test(
  'administration works without a server, and prints each secret once',
  MANY_PROCESSES,
  async () => {
    const created = await admin(['users', 'create', '--name', 'ann', '--role', 'user', '--json']);
    expect(created.code).toBe(0);
    expect(JSON.parse(created.stdout)).toMatchObject({
      name: 'ann',
      role: 'user',
      password: expect.any(String),
    });
    const piped = ['users', 'create', '--name', 'bob', '--role', 'viewer', '--password-stdin'];
    const given = await admin(piped, 'a password of bob\n');
    expect(given.stdout).not.toContain('password');
    expect((await admin(['users', 'set-role', 'bob', 'user'])).stdout).toContain('bob is now user');
    expect((await admin(['users', 'disable', 'bob'])).code).toBe(0);
    const list = JSON.parse((await admin(['users', 'list', '--json'])).stdout);
    expect(list).toContainEqual(
      expect.objectContaining({ name: 'bob', role: 'user', disabled: true }),
    );

    const token = await admin([
      'tokens',
      'create',
      '--name',
      't',
      '--role',
      'api_user',
      '--expires',
      '90d',
      '--json',
    ]);
    const { id, ...made } = JSON.parse(token.stdout);
    expect(made).toEqual({ name: 't', role: 'api_user', token: expect.stringMatching(/^wh_/) });
    expect((await admin(['tokens', 'revoke', id])).code).toBe(0);
    expect((await admin(['tokens', 'list'])).stdout).toMatch(/ t +api_user .* true/);

    const scanner = JSON.parse(
      (await admin(['scanners', 'create', '--name', 's', '--json'])).stdout,
    );
    expect(Object.keys(scanner).sort()).toEqual(['id', 'name', 'token']);
    const renewed = JSON.parse((await admin(['scanners', 'token', scanner.id, '--json'])).stdout);
    expect(renewed).toMatchObject({ id: scanner.id, name: 's' });
    expect(renewed.token).not.toBe(scanner.token);
    expect((await admin(['scanners', 'revoke', scanner.id])).code).toBe(0);

    const title = '\u001b]0;mine\u0007';
    for (const json of [[], ['--json']]) {
      await admin(['scanners', 'create', '--name', `${title}${json}`, ...json]);
      const listed = (await admin(['scanners', 'list', ...json])).stdout;
      expect(listed).toContain('mine');
      expect(listed).not.toContain('\u001b');
    }
  },
);

test.each([
  [['users'], 2],
  [['people', 'list'], 2],
  [['users', 'create', '--name', 'x'], 2],
  [['users', 'create', '--name', 'x', '--role', 'boss'], 2],
  [['tokens', 'create', '--name', 'x', '--expires', 'soon'], 2],
  [['tokens', 'list', 'extra'], 2],
  [['tokens', 'revoke', 'absent'], 1],
  [['scanners', 'token', 'absent'], 1],
  [['users', 'disable', 'absent'], 1],
])('%j ends with status %i and a sentence', async (args, code) => {
  const ran = await admin(args);
  expect(ran.code).toBe(code);
  expect(ran.stdout).toBe('');
  expect(ran.stderr.length).toBeGreaterThan(5);
});

test('a rotation ends every token, and the log of all that is intact', MANY_PROCESSES, async () => {
  const made = ['tokens', 'create', '--name', 'ends', '--json'];
  expect((await admin(made)).code).toBe(0);
  const rotated = await admin(['secret', 'rotate', '--json']);
  expect(rotated.code, rotated.stderr).toBe(0);
  expect(JSON.parse(rotated.stdout)).toMatchObject({ apiTokens: 1, sessions: 0 });
  expect((await admin(['tokens', 'list'])).stdout).toMatch(/ ends +api_user .* true/);
  const verified = await admin(['audit', 'verify']);
  expect(verified.code, verified.stderr).toBe(0);
  const [, head = ''] = /head (\d+:[0-9a-f]{64})/.exec(verified.stdout) ?? [];
  expect((await admin(['audit', 'verify', '--head', head])).code).toBe(0);
  const forged = head.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  const broken = await admin(['audit', 'verify', '--head', forged]);
  expect([broken.code, broken.stdout]).toEqual([1, expect.stringContaining('NOT intact')]);
});
