/**
 * Run inside: an ordinary Chromium, sandboxed and unprivileged, that nothing guards, and every
 * vector's page in a window of its own. Opens a vector again whose id it is told, and stays until its
 * input ends.
 */
import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable, Writable } from 'node:stream';
import { createCdpConnection } from '../../../../apps/scanner/src/browser/cdp-connection.ts';
import { PATHS, startVectorSite } from '../vector-site.ts';

const NOBODY = 65_534;
const [executable = ''] = process.argv.slice(2);

const profile = mkdtempSync(join(tmpdir(), 'webhood-proof-'));
chownSync(profile, NOBODY, NOBODY);
const site = await startVectorSite();
const child = spawn(
  executable,
  [
    executable.includes('shell') ? '--headless' : '--headless=new',
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    // In place of the visitor's clicks, and of a minute's wait.
    '--disable-popup-blocking',
    '--short-reporting-delay',
    'about:blank',
  ],
  {
    uid: NOBODY,
    gid: NOBODY,
    detached: true,
    cwd: profile,
    env: { HOME: profile, TMPDIR: profile, PATH: process.env.PATH, LANG: 'C.UTF-8' },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  },
);
const [input, output] = [child.stdio[3], child.stdio[4]];
if (!(input instanceof Writable) || !(output instanceof Readable)) throw new Error('no pipe');
const { root } = createCdpConnection({
  input,
  output,
  onListenerError: (error) => {
    throw error;
  },
});
const commands = createInterface({ input: process.stdin });
commands.on('close', () => {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  child.once('exit', () => {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    process.exit(0);
  });
});
await root.send('Browser.grantPermissions', { permissions: ['notifications', 'backgroundFetch'] });
// In windows, not tabs: what cannot be seen does not load its films or think ahead.
const open = (path: string) =>
  root.send('Target.createTarget', { url: `${site}${path}`, newWindow: true });
for (const path of PATHS) await open(path);
commands.on('line', (id) => void open(`/vector?id=${id}`));
process.stdout.write('opened\n');
