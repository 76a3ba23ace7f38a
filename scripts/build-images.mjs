// Builds the images of server and scanner with buildah, where no container daemon runs, and tells
// their sizes. As root on Debian:
//
//   apt-get install buildah debootstrap runc
//   npm run images -- [--base IMAGE@sha256:…] [server] [scanner]
//
// Without --base the base is made by debootstrap from this machine's own package sources. npm's
// settings of this user and NODE_EXTRA_CA_CERTS, where set, are lent to the build and end up in no
// layer. The same Dockerfiles work with `docker build`.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const KINDS = ['server', 'scanner'];
const OWN_BASE = 'localhost/webhood-base:bookworm';
const SUITE = 'bookworm';
/** The slowest step installs a few hundred packages over a poor line. */
const STEP_LIMIT_MS = 40 * 60_000;

const { values, positionals } = parseArgs({
  options: { base: { type: 'string' } },
  allowPositionals: true,
});
const kinds = positionals.length > 0 ? positionals : KINDS;
const unknown = kinds.filter((kind) => !KINDS.includes(kind));
if (unknown.length > 0) fail(`there is no image called ${unknown.join(', ')}: ${KINDS.join(', ')}`);
if (process.getuid?.() !== 0) fail('run this as root: debootstrap and buildah need it here');
for (const tool of ['buildah', ...(values.base ? [] : ['debootstrap'])]) requireTool(tool);

try {
  const base = values.base ?? makeBase();
  for (const kind of kinds) build(kind, base);
  for (const kind of kinds) console.log(`webhood-${kind}: ${describe(kind)}`);
} catch (error) {
  fail(error.message);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

function requireTool(name) {
  if (spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0) return;
  fail(`${name} is not installed: apt-get install ${name}`);
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    timeout: STEP_LIMIT_MS,
  });
  // Its own messages are above.
  if (status !== 0) throw new Error(`${command} ${args[0]} failed (${error?.message ?? status})`);
}

function read(command, args) {
  return execFileSync(command, args, { cwd: ROOT, encoding: 'utf8' }).trim();
}

/** A minimal Debian of this machine's package sources, kept as an image for the next build. */
function makeBase() {
  if (spawnSync('buildah', ['inspect', OWN_BASE], { stdio: 'ignore' }).status === 0)
    return OWN_BASE;
  const folder = mkdtempSync(join(tmpdir(), 'webhood-base-'));
  try {
    const mirror = process.env.DEBIAN_MIRROR ?? 'http://deb.debian.org/debian';
    run('debootstrap', ['--variant=minbase', '--include=ca-certificates', SUITE, folder, mirror]);
    copySources(folder);
    rmSync(join(folder, 'var/cache/apt/archives'), { recursive: true, force: true });
    const container = read('buildah', ['from', 'scratch']);
    run('buildah', ['copy', '--quiet', container, folder, '/']);
    run('buildah', ['commit', '--quiet', '--rm', container, OWN_BASE]);
    return OWN_BASE;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Security updates come from a source of their own, which debootstrap does not know. */
function copySources(folder) {
  const target = join(folder, 'etc/apt');
  const debian = '/etc/apt/sources.list.d/debian.sources';
  if (existsSync(debian)) {
    cpSync(debian, join(target, 'sources.list.d/debian.sources'));
    rmSync(join(target, 'sources.list'), { force: true });
  } else {
    cpSync('/etc/apt/sources.list', join(target, 'sources.list'));
  }
  const settings = readdirSync('/etc/apt/apt.conf.d').filter((name) => /proxy/i.test(name));
  for (const name of settings) {
    cpSync(join('/etc/apt/apt.conf.d', name), join(target, 'apt.conf.d', name));
  }
}

function build(kind, base) {
  run('buildah', [
    'build',
    '--isolation=chroot',
    '--network=host',
    '--layers',
    // The image format of OCI has no health check.
    '--format=docker',
    `--build-arg=BASE=${base}`,
    `--build-arg=REVISION=${revision()}`,
    `--build-arg=CREATED=${new Date().toISOString()}`,
    ...secrets(),
    `--file=deploy/images/${kind}/Dockerfile`,
    `--tag=webhood-${kind}`,
    '.',
  ]);
}

function revision() {
  const dirty = read('git', ['status', '--porcelain']) === '' ? '' : '-dirty';
  return `${read('git', ['rev-parse', 'HEAD'])}${dirty}`;
}

function secrets() {
  const npmrc = join(homedir(), '.npmrc');
  const authorities = process.env.NODE_EXTRA_CA_CERTS;
  return [
    ...(existsSync(npmrc) ? [`--secret=id=npmrc,src=${npmrc}`] : []),
    ...(authorities ? [`--secret=id=authorities,src=${authorities}`] : []),
  ];
}

/** Unpacked, as it lies on the disk of whoever runs it, and packed, as a registry sends it. */
function describe(kind) {
  const container = read('buildah', ['from', '--pull-never', `webhood-${kind}`]);
  try {
    const folder = read('buildah', ['mount', container]);
    const bytes = Number(read('du', ['-sb', folder]).split('\t')[0]);
    const packed = Number(
      read('sh', ['-c', 'tar -C "$1" -c . | gzip -6 | wc -c', 'sh', folder]).trim(),
    );
    return `${megabytes(bytes)} unpacked, ${megabytes(packed)} compressed`;
  } finally {
    run('buildah', ['rm', container]);
  }
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
