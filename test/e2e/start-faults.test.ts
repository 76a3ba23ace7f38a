import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort, webhood } from './support/processes.ts';

let folder: string;
let env: Record<string, string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-e2e-faults-'));
  chmodSync(folder, 0o755);
  env = {
    WEBHOOD_DATA_DIR: join(folder, 'data'),
    WEBHOOD_HTTPS_PORT: String(await freePort()),
    WEBHOOD_HTTP_PORT: '0',
  };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function start(command: 'up' | 'server', extra: Record<string, string>) {
  const run = webhood([command], { env: { ...env, ...extra } });
  return { code: await run.exited, output: run.stderr() + run.stdout() };
}

describe.each(['up', 'server'] as const)('webhood %s', (command) => {
  test('names the port that is taken and the variable to change', async () => {
    const other = createServer().listen(Number(env.WEBHOOD_HTTPS_PORT));
    await once(other, 'listening');
    const { code, output } = await start(command, {});
    await closed(other);
    expect(code).toBe(1);
    expect(output).toContain('port_in_use');
    expect(output).toContain('WEBHOOD_HTTPS_PORT');
  });

  test('says that the data folder cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { code, output } = await start(command, {
      WEBHOOD_DATA_DIR: join(folder, 'file', 'data'),
    });
    expect(code).toBe(1);
    expect(output).toContain('data_dir_unwritable');
    expect(output).toContain('WEBHOOD_DATA_DIR');
  });

  test('says that the database does not answer, without its password', async () => {
    const { code, output } = await start(command, {
      DATABASE_URL: `postgres://someone:canary-password@127.0.0.1:${await freePort()}/none`,
    });
    expect(code).toBe(1);
    expect(output).toContain('database_unreachable');
    expect(output).not.toContain('canary-password');
  });

  test('names every faulty variable at once, without the secret', async () => {
    mkdirSync(join(folder, 'data'));
    const { code, output } = await start(command, {
      WEBHOOD_SECRET: 'canary-short',
      WEBHOOD_HTTPS_PORT: 'x',
      EXTERNAL_URL: 'ftp://nowhere',
    });
    expect(code).toBe(1);
    for (const name of ['WEBHOOD_SECRET', 'WEBHOOD_HTTPS_PORT', 'EXTERNAL_URL']) {
      expect(output).toContain(name);
    }
    expect(output).not.toContain('canary-short');
  });
});

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
