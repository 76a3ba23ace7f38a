/**
 * PostgreSQL refuses to run as root. Where we are root it runs as a user of its own, never as
 * `nobody`, whom the browser runs as.
 */
import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface PostgresUser {
  uid: number;
  gid: number;
}

/** In order of preference: an administrator's choice, then what distributions name theirs. */
const USER_NAMES = ['webhood-db', 'postgres'];

const USERADD_MS = 10_000;

/** Undefined where we are not root: then it runs as whoever we are. */
export async function findPostgresUser(clusterDir: string): Promise<PostgresUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(clusterDir).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return (await lookUp()) ?? (await addUser());
}

async function lookUp(): Promise<PostgresUser | undefined> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of USER_NAMES) {
    const entry = lines.find(([login]) => login === name);
    if (entry) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  return undefined;
}

async function addUser(): Promise<PostgresUser> {
  const name = USER_NAMES[0] ?? 'webhood-db';
  const home = ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin'];
  await run('useradd', ['--system', '--user-group', ...home, name], { timeout: USERADD_MS });
  const added = await lookUp();
  if (!added) throw new Error(`The system user ${name} was added and is not in /etc/passwd.`);
  return added;
}

/** All that PostgreSQL gets of our environment: nothing of it. */
export const POSTGRES_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
} as const;

export interface PostgresCommand {
  file: string;
  args: string[];
  spawnAs: { uid?: number; gid?: number };
}

/**
 * How to run a binary of PostgreSQL as that user. Where a folder above the binary or the data is
 * closed to others (a checkout under `/root`), the process is given the one capability of passing
 * through it; without `setpriv` (util-linux) the start fails and says so.
 */
export async function asPostgresUser(
  file: string,
  args: string[],
  user: PostgresUser | undefined,
  paths: string[],
): Promise<PostgresCommand> {
  if (!user) return { file, args, spawnAs: {} };
  const open = await Promise.all(paths.map((each) => isReachable(each, user)));
  if (open.every(Boolean)) return { file, args, spawnAs: user };
  const capability = '+dac_read_search';
  const drop = ['--reuid', `${user.uid}`, '--regid', `${user.gid}`, '--clear-groups'];
  const keep = ['--inh-caps', capability, '--ambient-caps', capability];
  // access(2) asks for the real user and would not see the capability without this bit.
  const bits = ['--securebits', '+no_setuid_fixup'];
  return { file: 'setpriv', args: [...drop, ...keep, ...bits, file, ...args], spawnAs: {} };
}

async function isReachable(target: string, user: PostgresUser): Promise<boolean> {
  for (let dir = path.dirname(path.resolve(target)); ; dir = path.dirname(dir)) {
    const { mode, uid, gid } = await stat(dir);
    const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
    if (((mode >> shift) & 1) === 0) return false;
    if (dir === path.dirname(dir)) return true;
  }
}
