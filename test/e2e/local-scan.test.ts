import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Report } from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Site, startSite } from '../sites/site-server.ts';
import { webhood } from './support/processes.ts';

let site: Site;
let folder: string;

beforeAll(async () => {
  site = await startSite();
  folder = mkdtempSync(join(tmpdir(), 'webhood-e2e-scan-'));
});

afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

async function scan(path: string, out: string, ...args: string[]) {
  const url = `${site.url}${path}`;
  const run = webhood([
    'scan',
    url,
    '--allow-network',
    '127.0.0.0/8',
    '--out',
    out,
    '--json',
    ...args,
  ]);
  return { code: await run.exited, stdout: run.stdout(), stderr: run.stderr() };
}

describe('a scan without a server', () => {
  test('leaves the whole evidence folder, and every artifact has its hash and size', async () => {
    const out = join(folder, 'page');
    const { code, stdout } = await scan('/links', out);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'done',
      completeness: 'complete',
      directory: out,
    });

    const report = Report.parse(JSON.parse(readFileSync(join(out, 'scan.json'), 'utf8')));
    const kinds = report.artifacts.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['screenshot', 'html', 'har', 'body']));
    for (const { path, sha256, size } of report.artifacts) {
      const bytes = readFileSync(join(out, path));
      expect({ path, size: bytes.length, sha256: sha256Of(bytes) }).toEqual({ path, size, sha256 });
    }
    const screenshot = readFileSync(join(out, 'screenshot.png'));
    expect(screenshot.subarray(1, 4).toString()).toBe('PNG');
  });

  test('keeps the body as it came, under the hash that the network log names', async () => {
    const out = join(folder, 'body');
    await scan('/tiny', out);
    const report = Report.parse(JSON.parse(readFileSync(join(out, 'scan.json'), 'utf8')));
    const page = report.exchanges.find(({ isNavigation }) => isNavigation);
    const sha256 = page?.body?.sha256 ?? 'none';
    const served = await (await fetch(`${site.url}/tiny`)).bytes();
    expect(sha256).toBe(sha256Of(served));
    expect(existsSync(join(out, 'bodies', sha256))).toBe(true);
  });

  test('ends with 1 and says why when the guard refuses the address', async () => {
    const run = webhood(['scan', `${site.url}/tiny`, '--out', join(folder, 'refused')]);
    expect(await run.exited).toBe(1);
    expect(run.stderr()).toMatch(/non_public_address/);
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });

  test('ends with 2 on an option that does not exist', async () => {
    const run = webhood(['scan', 'https://example.com', '--no-such-option']);
    expect(await run.exited).toBe(2);
    expect(run.stderr()).toMatch(/no-such-option/);
  });

  test('names the missing browser and the way to get one', async () => {
    const run = webhood(['scan', 'https://example.com', '--out', join(folder, 'none')], {
      env: { SCANNER_CHROME_PATH: join(folder, 'no-such-browser') },
    });
    expect(await run.exited).toBe(1);
    expect(run.stderr()).toMatch(/SCANNER_CHROME_PATH/);
    expect(run.stderr()).toMatch(/browser_missing/);
  });
});

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
