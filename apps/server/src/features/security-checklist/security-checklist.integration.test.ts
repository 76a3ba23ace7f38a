import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { authorise, OPERATOR } from '../accounts/authorisation.service.ts';
import { createSecurityChecklist } from './security-checklist.service.ts';

const MAY = authorise(OPERATOR, 'security.read');

let dataDir: string;
let time: number;
let looks: number;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'webhood-checklist-'));
  time = Date.parse('2026-06-01T00:00:00Z');
  looks = 0;
});
afterEach(() => rmSync(dataDir, { recursive: true }));

/** Of a server that nobody has started: every question is asked, and answered by nobody. */
const checklist = () =>
  createSecurityChecklist({
    settings: {
      dataDir,
      externalUrl: new URL('https://webhood.test'),
      artifactOrigin: undefined,
      httpsPort: 9,
      httpPort: 0,
      behindProxy: [],
      allowedNetworks: [],
      tls: undefined,
      givenSecrets: [],
    },
    scanners: async () => {
      looks += 1;
      return [];
    },
    serverVersion: '0.1.0',
    imageBuilt: null,
    now: () => new Date(time),
  });

test('whoever is content with an answer of some minutes ago causes no new look', async () => {
  const { check } = checklist();
  const first = await check(MAY, 300_000);
  time += 299_000;
  expect(await check(MAY, 300_000)).toBe(first);
  expect(looks).toBe(1);
  time += 1_000;
  expect((await check(MAY, 300_000)).checked).not.toBe(first.checked);
  expect(looks).toBe(2);
});

test('those who come together are answered by one look', async () => {
  const { check } = checklist();
  await Promise.all(Array.from({ length: 20 }, () => check(MAY, 300_000)));
  expect(looks).toBe(1);
});

test('whoever asks for now is answered by a look of their own, and the others have it then', async () => {
  const { check } = checklist();
  await check(MAY, 300_000);
  const now = await check(MAY);
  expect(looks).toBe(2);
  expect(await check(MAY, 300_000)).toBe(now);
});
