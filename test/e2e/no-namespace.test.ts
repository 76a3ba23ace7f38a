/**
 * A machine on which browsers can get no network of their own: as in many slim images, there is no
 * usable `ip`. Scans work, guarded by flags alone, and everyone is told.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Report, type SecurityCheck } from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Site, startSite } from '../sites/site-server.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { CLI, type Run, run, webhood } from './support/processes.ts';
import { whyNoMounts } from './support/why-no-mounts.ts';

/** Hides the program in a mount namespace; what is put in its place cannot be run. */
const WITHOUT_IP = `
  for folder in /usr/sbin /sbin /usr/bin /bin; do
    [ ! -e "$folder/ip" ] || mount --bind /dev/null "$folder/ip"
  done
  exec "$@"`;

function webhoodWithoutIp(args: readonly string[], env: Record<string, string> = {}): Run {
  const hide = ['--mount', '--propagation', 'private', '--', 'sh', '-c', WITHOUT_IP, 'sh'];
  return run('unshare', [...hide, process.execPath, CLI, ...args], { env });
}

const whyNot = whyNoMounts();
if (whyNot) process.stderr.write(`SKIPPED: scans without a network namespace: ${whyNot}\n`);

describe.skipIf(whyNot)('where the browser can have no network of its own', () => {
  let site: Site;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'webhood-e2e-shared-'));
    site = await startSite({
      routes: {
        '/reaches': ({ response }) => {
          response.setHeader('content-type', 'text/html');
          response.end('<title>Reaches</title><img src="http://10.0.0.1:8080/inside">');
        },
      },
    });
  });
  afterAll(async () => {
    await site?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const scan = (start: typeof webhood, out: string, env: Record<string, string> = {}) =>
    start(
      ['scan', `${site.url}/reaches`, '--allow-network', '127.0.0.0/8', '--out', out, '--json'],
      { env },
    );
  const hidden: typeof webhood = (args, options) => webhoodWithoutIp(args, options?.env);

  test('a local scan says so in a line, and is guarded all the same', async () => {
    const out = join(folder, 'local');
    const done = scan(hidden, out);
    expect(await done.exited).toBe(0);
    expect(done.stderr()).toMatch(/the browser shares this machine's network.*Permission denied/);
    const report = Report.parse(JSON.parse(readFileSync(join(out, 'scan.json'), 'utf8')));
    expect(report.connections).toContainEqual(
      expect.objectContaining({ host: '10.0.0.1', verdict: 'refused', rule: 'private' }),
    );
    const usual = scan(webhood, join(folder, 'usual'));
    expect(await usual.exited).toBe(0);
    expect(usual.stderr()).not.toContain('shares');
  });

  test('a local scan that demands a namespace is refused with the reason', async () => {
    const done = scan(hidden, join(folder, 'none'), { SCANNER_BROWSER_NETWORK: 'namespace' });
    expect(await done.exited).toBe(1);
    expect(done.stdout()).toMatch(/no network of its own.*Permission denied/);
  });

  describe('a scanner', () => {
    let installation: Installation;
    let scanner: Run;

    beforeAll(async () => {
      installation = await createInstallation();
      await installation.ready(installation.start(['server']));
      const args = ['scanners', 'create', '--name', 'one', '--json'];
      const { token } = JSON.parse(await installation.command(args));
      const env = { ...installation.env, ENDPOINT: installation.url, SCANNER_TOKEN: token };
      scanner = webhoodWithoutIp(['scanner'], env);
    });
    afterAll(async () => {
      await scanner?.stop();
      await installation?.close();
    });

    test('logs it when it starts and when it connects, and scans', async () => {
      await scanner.waitForOutput(/scanner\.ready/);
      await scanner.waitForOutput(/browser\.network_shared/);
      const lines = scanner
        .stdout()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const reason = expect.stringContaining('Permission denied');
      expect(lines).toContainEqual(
        expect.objectContaining({
          msg: 'browser.network',
          level: 'warn',
          network: 'shared',
          reason,
        }),
      );
      expect(lines).toContainEqual(
        expect.objectContaining({ msg: 'browser.network_shared', level: 'warn', reason }),
      );
      const client = await installation.client();
      const { id } = await client.scans.submit({ url: `${site.url}/reaches` });
      expect(await client.waitForScan(id)).toMatchObject({ status: 'done' });
    });

    test('is named by `doctor`, with what to do', async () => {
      const read = async (): Promise<SecurityCheck | undefined> => {
        const { checks } = JSON.parse(await installation.command(['doctor', '--json']));
        return checks.find(({ id }: SecurityCheck) => id === 'browser_network');
      };
      await expect.poll(read, { timeout: 75_000, interval: 1_000 }).toMatchObject({
        outcome: 'fail',
        found: expect.stringMatching(/one.*shares the machine’s.*Permission denied/),
        remedy: expect.stringContaining('iproute2'),
      });
    });
  });
});
