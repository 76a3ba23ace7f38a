import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { asPostgresUser, POSTGRES_ENVIRONMENT, type PostgresUser } from './postgres-user.ts';

/** Name of the superuser and, for Webhood's own data, of the database. */
export const CLUSTER_USER = 'webhood';

/** Kept inside the cluster's folder (mode 0700), so that both appear in one rename. */
const PASSWORD_FILE = 'webhood-password';

/** initdb takes one to two seconds; a slow disk takes ten times that. */
const INITDB_MS = 120_000;

const OUTPUT_BYTES = 8_192;

/** The password of a cluster, or undefined where there is none yet. */
export async function readPassword(clusterDir: string): Promise<string | undefined> {
  return readFile(path.join(clusterDir, PASSWORD_FILE), 'utf8').then(
    (text) => text.trim(),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
}

interface ClusterDeps {
  clusterDir: string;
  binaries: PostgresBinaries;
  user: PostgresUser | undefined;
}

/**
 * Makes a new cluster beside its place and moves it there when it is whole. Where another process
 * was faster, its cluster stays.
 */
export async function initialiseCluster({
  clusterDir,
  binaries,
  user,
}: ClusterDeps): Promise<void> {
  await sweepUnfinished(clusterDir);
  const password = randomBytes(24).toString('base64url');
  const workDir = `${clusterDir}.init-${process.pid}-${randomBytes(4).toString('hex')}`;
  const passwordFile = path.join(workDir, 'password');
  const inner = path.join(workDir, 'cluster');
  ours.add(path.basename(workDir));
  try {
    await mkdir(workDir, { mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (user) {
      await chown(workDir, user.uid, user.gid);
      await chown(passwordFile, user.uid, user.gid);
    }
    await runInitdb(binaries, user, inner, passwordFile);
    await keepPassword(inner, password, user);
    await rename(inner, clusterDir).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(workDir, { recursive: true, force: true });
    ours.delete(path.basename(workDir));
  }
}

async function keepPassword(
  dir: string,
  password: string,
  user: PostgresUser | undefined,
): Promise<void> {
  const file = path.join(dir, PASSWORD_FILE);
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  if (user) await chown(file, user.uid, user.gid);
}

/** Work folders of this process. In a container a predecessor may have had our number. */
const ours = new Set<string>();

/** What a start that was killed while initialising has left. */
async function sweepUnfinished(clusterDir: string): Promise<void> {
  const prefix = `${path.basename(clusterDir)}.init-`;
  const parent = path.dirname(clusterDir);
  for (const name of await readdir(parent)) {
    const pid = Number(/^\d+/.exec(name.slice(prefix.length))?.[0]);
    if (!name.startsWith(prefix) || ours.has(name) || isAlive(pid)) continue;
    await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and is another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function runInitdb(
  binaries: PostgresBinaries,
  user: PostgresUser | undefined,
  dir: string,
  passwordFile: string,
): Promise<void> {
  const args = [
    `--pgdata=${dir}`,
    '--auth=scram-sha-256',
    `--username=${CLUSTER_USER}`,
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    // Sorting that no upgrade of the system's locales can change under an index.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
  ];
  const paths = [binaries.initdb, dir];
  const command = await asPostgresUser(binaries.initdb, args, user, paths);
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command.file, command.args, {
      ...command.spawnAs,
      env: POSTGRES_ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: INITDB_MS,
    });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_BYTES);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`initdb ended with code ${code}: ${output.trim()}`));
    });
  });
}
