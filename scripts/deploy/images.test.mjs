// The recipes of the images. What comes of them is shown by scripts/verify-images.mjs.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENTRY, nodeArguments } from '../../apps/cli/src/entry-points.ts';
import { DEPLOY, readYaml } from './read-yaml.mjs';

const ROOT = join(DEPLOY, '..');
/** The argument, as a Dockerfile writes it. */
const BASE = ['$', '{BASE}'].join('');

/** Instructions with their continuation lines joined. */
function instructionsOf(kind) {
  return readFileSync(join(DEPLOY, 'images', kind, 'Dockerfile'), 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter(Boolean)
    .map((line) => /^(\w+)\s+(.*)$/.exec(line).slice(1))
    .map(([name, text]) => ({ name, text: text.replace(/\s+/g, ' ') }));
}

function only(instructions, name) {
  const found = instructions.filter((each) => each.name === name);
  expect(found).toHaveLength(1);
  return found[0].text;
}

describe.each(['server', 'scanner'])('the image of the %s', (kind) => {
  const all = instructionsOf(kind);
  const final = all.slice(all.findLastIndex(({ name }) => name === 'FROM'));

  test('is made of files collected from a base that the builder names', () => {
    const bases = all.filter(({ name }) => name === 'FROM').map(({ text }) => text.split(' ')[0]);
    const stages = all
      .filter(({ name }) => name === 'FROM')
      .flatMap(({ text }) => text.split(' AS ')[1] ?? []);
    expect(bases.filter((base) => !stages.includes(base))).toEqual([
      ...bases.filter((base) => base.startsWith('$')).map(() => BASE),
      'scratch',
    ]);
    expect(final.filter(({ name }) => name === 'RUN')).toEqual([]);
  });

  test('runs as an ordinary user under tini, and says whether it is well', () => {
    expect(Number(only(final, 'USER').split(':')[0])).toBeGreaterThan(1_000);
    expect(JSON.parse(only(final, 'ENTRYPOINT'))).toEqual(['tini', '--']);
    const [, check] = /CMD (\[.*\])$/.exec(only(final, 'HEALTHCHECK'));
    expect(JSON.parse(check)).toEqual(['node', '/app/healthcheck.mjs']);
    const program = JSON.parse(only(final, 'CMD')).at(-1);
    expect(program).toBe(`/app/apps/${kind}/src/main.ts`);
    expect(existsSync(join(ROOT, program.replace('/app/', '')))).toBe(true);
  });

  test('runs Node.js as the command line does', () => {
    const [node, ...args] = JSON.parse(only(final, 'CMD'));
    expect(node).toBe('node');
    const here = nodeArguments(ENTRY[kind]).map((each) => each.replace(`${ROOT}/`, '/app/'));
    expect(args).toEqual(here);
  });

  test('is built by compose.yaml from this recipe, with arguments that it takes', () => {
    const { build } = readYaml('compose.yaml').services[kind];
    expect(join(DEPLOY, build.context, build.dockerfile)).toBe(
      join(DEPLOY, 'images', kind, 'Dockerfile'),
    );
    const taken = all.filter(({ name }) => name === 'ARG').map(({ text }) => text.split('=')[0]);
    expect(Object.keys(build.args).filter((name) => !taken.includes(name))).toEqual([]);
  });

  test('installs production packages by the lockfile, without their scripts', () => {
    const installs = all.filter(({ text }) => /\bnpm ci\b/.test(text));
    expect(installs.length).toBeGreaterThan(0);
    for (const { text } of installs) expect(text).toContain('--ignore-scripts');
    const production = all.slice(
      all.findIndex(({ text }) => text.endsWith(' AS production')),
      all.findIndex(({ text }) => text.endsWith(' AS root')),
    );
    expect(production.find(({ text }) => /\bnpm ci\b/.test(text)).text).toContain('--omit=dev');
  });

  test('copies only what is there', () => {
    const copied = all
      .filter(({ name, text }) => name === 'COPY' && !text.startsWith('--from'))
      .flatMap(({ text }) => text.split(' ').slice(0, -1));
    for (const path of copied) expect(existsSync(join(ROOT, path)), path).toBe(true);
  });

  test('is given nothing secret to keep', () => {
    for (const { name, text } of all) {
      if (name === 'ENV' || name === 'ARG')
        expect(text).not.toMatch(/TOKEN|SECRET|PASSWORD|npmrc/i);
    }
  });
});

test('the build sees no history, no data and no secrets', () => {
  const [first, ...rest] = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  expect(first).toBe('*');
  const allowed = rest.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  expect(allowed.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  for (const path of allowed) expect(path).not.toMatch(/^(data|deploy|\.git|deploy\/secrets)$/);
});
