/** The runbook, carried out as it is written: every command and every address of the document. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type AuditPage, pathOf } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstallation, type Installation } from './support/installation.ts';
import type { Run } from './support/processes.ts';

const SECTIONS = readFileSync(new URL('../../docs/incident-response.md', import.meta.url), 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((text) => ({ title: text.slice(0, text.indexOf('\n')), text }));
const PASSWORD = randomBytes(18).toString('base64url');

let installation: Installation;
let server: Run;
/** What the words in capitals stand for. */
const words: Record<string, string> = {
  TOKEN_NAME: 'soar',
  SCANNER_NAME: 'edge',
  USER_NAME: 'victim',
};
let tokens: { api: string; scanner: string; reader: string };
let sessions: { victim: string; admin: string };

beforeAll(async () => {
  installation = await createInstallation();
  server = installation.start(['server']);
  await installation.ready(server);
  // Also makes this process trust the installation's certificate.
  await installation.client();
  for (const [name, role] of [
    ['victim', 'user'],
    ['boss', 'admin'],
  ] as const) {
    const args = ['users', 'create', '--name', name, '--role', role, '--password-stdin'];
    await installation.command(args, PASSWORD);
  }
  const api = await create('tokens', 'soar');
  const scanner = await create('scanners', 'edge');
  const reader = await create('tokens', 'reader');
  Object.assign(words, { TOKEN_ID: api.id, SCANNER_ID: scanner.id });
  tokens = { api: api.token, scanner: scanner.token, reader: reader.token };
  sessions = { victim: await signIn('victim'), admin: await signIn('boss') };
});
afterAll(() => installation?.close());

async function create(noun: string, name: string): Promise<{ id: string; token: string }> {
  return JSON.parse(await installation.command([noun, 'create', '--name', name, '--json']));
}

async function signIn(username: string): Promise<string> {
  const answer = await fetch(`${installation.url}${pathOf('signIn')}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: installation.url },
    body: JSON.stringify({ username, password: PASSWORD }),
  });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

async function statusOf(path: string, headers: Record<string, string>, method = 'GET') {
  const answer = await fetch(`${installation.url}${path}`, { method, headers });
  await answer.arrayBuffer();
  return answer.status;
}
const byToken = (token: string) => statusOf(pathOf('scans'), { authorization: `Bearer ${token}` });
const bySession = (cookie: string) => statusOf(pathOf('scans'), { cookie });
const byScanner = (token: string) =>
  statusOf(pathOf('lease'), { authorization: `Bearer ${token}` }, 'POST');

function filled(line: string): string {
  const text = line.replace(/\b[A-Z]+_(?:NAME|ID)\b/g, (word) => words[word] ?? word);
  expect(text).not.toMatch(/\b[A-Z]+_(?:NAME|ID)\b/);
  return text;
}

function section(title: string): string {
  const found = SECTIONS.find((one) => one.title === title);
  if (!found) throw new Error(`the runbook has no section "${title}"`);
  return found.text;
}

function blocks(text: string, language: string): string[] {
  const found = [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))];
  return found.flatMap(([, lines = '']) => lines.trim().split('\n'));
}

/** Every command of the section, in order; what they print. */
async function carryOut(title: string): Promise<string[]> {
  const printed: string[] = [];
  for (const line of blocks(section(title), 'sh')) {
    const [program, ...args] = filled(line).split(' ');
    expect(program).toBe('webhood');
    printed.push(await installation.command(args));
  }
  return printed;
}

/** Every question of the section, asked by an administrator; what the audit log answers. */
async function ask(title: string): Promise<AuditPage['items'][]> {
  const cookie = await signIn('boss');
  const answers: AuditPage['items'][] = [];
  for (const line of blocks(section(title), 'http')) {
    const [method = '', path = ''] = filled(line).split(' ');
    const answer = await fetch(`${installation.url}${path}`, { method, headers: { cookie } });
    expect(answer.status, `${line}: ${await answer.clone().text()}`).toBe(200);
    const { items } = (await answer.json()) as AuditPage;
    if (path.startsWith(pathOf('audit'))) answers.push(items);
  }
  return answers;
}

test('every section says what to run', () => {
  expect(SECTIONS).toHaveLength(6);
  for (const { text } of SECTIONS) {
    expect(blocks(text, 'sh').length).toBeGreaterThan(0);
    expect(blocks(text, 'http').length).toBeGreaterThan(0);
  }
});

test('a stolen API token is refused, and the log has what it did', async () => {
  const title = 'An API token is stolen';
  await fetch(`${installation.url}${pathOf('scans')}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.api}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: 'https://example.com/' }),
  });
  await carryOut(title);
  expect(await byToken(tokens.api)).toBe(401);
  expect(await byToken(tokens.reader)).toBe(200);
  const [did = []] = await ask(title);
  expect(did.map(({ action }) => action)).toContain('scan.created');
});

test('a stolen scanner token is refused, and the log says when it was renewed', async () => {
  const title = "A scanner's token is stolen";
  expect(await byScanner(tokens.scanner)).not.toBe(401);
  await carryOut(title);
  expect(await byScanner(tokens.scanner)).toBe(401);
  const [about = []] = await ask(title);
  expect(about.map(({ action }) => action)).toContain('scanner.token_renewed');
});

test('a password changed ends the sessions of its account, and of no other', async () => {
  const title = "Somebody's password or session is stolen";
  expect(await bySession(sessions.victim)).toBe(200);
  await carryOut(title);
  expect(await bySession(sessions.victim)).toBe(401);
  expect(await bySession(sessions.admin)).toBe(200);
  const [, signedIn = []] = await ask(title);
  expect(signedIn.length).toBeGreaterThan(0);
});

test('after a leak of the database every session and token is refused', async () => {
  expect(await byToken(tokens.reader)).toBe(200);
  await carryOut('A backup or a copy of the database has leaked');
  expect(await byToken(tokens.reader)).toBe(401);
  expect(await bySession(sessions.admin)).toBe(401);
  await ask('A backup or a copy of the database has leaked');
});

test('a scanner that was broken into is refused, and another takes its place', async () => {
  const { token } = JSON.parse(
    await installation.command(['scanners', 'token', words.SCANNER_ID ?? '', '--json']),
  );
  expect(await byScanner(token)).not.toBe(401);
  await carryOut("A scanner's browser is broken into");
  expect(await byScanner(token)).toBe(401);
  await ask("A scanner's browser is broken into");
  words.SCANNER_ID = (await create('scanners', 'third')).id;
});

test('another secret ends what the stolen one signed, and the log is whole', async () => {
  const title = 'The signing secret is stolen';
  const { token } = await create('tokens', 'before');
  expect(await byToken(token)).toBe(200);
  await server.stop();
  installation.env.WEBHOOD_SECRET = randomBytes(48).toString('base64');
  server = installation.start(['server']);
  await installation.ready(server);
  expect(await byToken(token)).toBe(401);
  await carryOut(title);
  const [changed = []] = await ask(title);
  expect(changed).toHaveLength(1);
});
