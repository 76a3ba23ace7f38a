// Starts the images that scripts/build-images.mjs has built, from their root filesystems, as they are
// to run in production, makes one scan of a page on this machine, and says what was seen. Ends with 1
// when something is not as it must be. As root on Debian, with buildah and runc (or crun, by OCI_RUNTIME=crun):
//
//   npm run verify-images -- [--keep FOLDER]       FOLDER gets the scan's picture
import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openEmbeddedPostgres } from '../apps/server/src/platform/db/embedded-postgres.ts';
import { createLog } from '../apps/server/src/platform/log/log.ts';
import { startSite } from '../test/sites/site-server.ts';
import { bound, memory, writeBundle } from './images/bundle.mjs';
import { startContainer } from './images/container.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SECCOMP = join(ROOT, 'deploy/images/scanner/seccomp.json');
const SERVER_USER = 10_001;
const SCANNER_USER = 10_002;
/** Opening a fresh database on a busy machine. */
const START_LIMIT_MS = 120_000;
const SCAN_LIMIT_MS = 90_000;
const POLL_MS = 500;

const PAGE = `<!DOCTYPE html><meta charset="utf-8"><title>Image check</title>
<body style="font: 28px sans-serif; margin: 40px"><h1>Webhood</h1>
<p>Русский · Ελληνικά · 中文字符 · 日本語かな · 한국어</p><p>😀 🚀 🐧</p>
<pre>monospace 0123456789</pre><script>document.title = 'Image check, scripted'</script>`;

const { values } = parseArgs({ options: { keep: { type: 'string' } } });
if (process.getuid?.() !== 0) {
  console.error('run this as root: the runtime and buildah need it here');
  process.exit(1);
}

const work = mkdtempSync(join(tmpdir(), 'webhood-verify-'));
const undo = [() => rmSync(work, { recursive: true, force: true })];
const failures = [];

function check(what, isSo, found = '') {
  console.log(`${isSo ? '✓' : '✗'} ${what}${found === '' ? '' : `: ${found}`}`);
  if (!isSo) failures.push(what);
}

const buildah = (...args) => execFileSync('buildah', args, { encoding: 'utf8' }).trim();

function mountImage(name) {
  const container = buildah('from', '--pull-never', name);
  undo.push(() => buildah('rm', container));
  return buildah('mount', container);
}

/** What the image runs when it is told nothing else. */
function commandOf(name) {
  const { Entrypoint, Cmd } = JSON.parse(buildah('inspect', '--type', 'image', name)).OCIv1.config;
  return [...Entrypoint, ...Cmd];
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** On loopback by TCP, as a container reaches it. */
async function startDatabase() {
  const port = await freePort();
  const outcome = await openEmbeddedPostgres({
    dataDir: join(work, 'database'),
    log: createLog('silent'),
    role: 'server',
    settings: { listen_addresses: '127.0.0.1', port: String(port) },
  });
  if (outcome.kind === 'failed') throw new Error(outcome.message);
  undo.push(() => outcome.postgres.close());
  const password = /:\/\/[^:]+:([^@]+)@/.exec(outcome.postgres.url)[1];
  return `postgresql://webhood:${password}@127.0.0.1:${port}/webhood`;
}

function makeSecrets(databaseUrl) {
  const folder = join(work, 'secrets');
  mkdirSync(folder);
  writeFileSync(join(folder, 'database_url'), databaseUrl, { mode: 0o440 });
  chownSync(join(folder, 'database_url'), 0, SERVER_USER);
  execFileSync(join(ROOT, 'deploy/make-secrets.sh'), ['-n', 'localhost', folder]);
  return folder;
}

function folderFor(name, user) {
  const path = join(work, name);
  mkdirSync(path, { mode: 0o700 });
  chownSync(path, user, user);
  return path;
}

function serverBundle(root, secrets, ports, args) {
  const of = (name) => `/run/secrets/${name}`;
  const names = ['webhood_secret', 'database_url', 'server_cert.pem', 'server_key.pem'];
  return {
    root,
    args,
    seccomp: SECCOMP,
    env: {
      PATH: '/usr/bin',
      NODE_ENV: 'production',
      EXTERNAL_URL: `https://localhost:${ports.https}`,
      WEBHOOD_HTTPS_PORT: ports.https,
      WEBHOOD_HTTP_PORT: ports.http,
      WEBHOOD_SECRET_FILE: of('webhood_secret'),
      DATABASE_URL_FILE: of('database_url'),
      WEBHOOD_TLS_CERT: of('server_cert.pem'),
      WEBHOOD_TLS_KEY: of('server_key.pem'),
    },
    mounts: [
      memory('/tmp', '256m'),
      memory('/run', '1m', '0755'),
      ...names.map((name) => bound(join(secrets, name), of(name))),
    ],
  };
}

function startServer(root, secrets, ports) {
  const bundle = serverBundle(root, secrets, ports, commandOf('webhood-server'));
  return startContainer(
    'server',
    writeBundle(join(work, 'server'), {
      ...bundle,
      user: SERVER_USER,
      env: { ...bundle.env, WEBHOOD_DATA_DIR: '/data' },
      mounts: [...bundle.mounts, bound(folderFor('data', SERVER_USER), '/data', 'rw')],
    }),
  );
}

/** The one-shot service `enrol` of compose.yaml. */
async function enrol(root, secrets, ports, enrolment) {
  const bundle = serverBundle(root, secrets, ports, [
    ...['tini', '--', 'node', '/app/enrol.mjs', '/enrolment/token'],
  ]);
  const container = startContainer(
    'enrol',
    writeBundle(join(work, 'enrol'), {
      ...bundle,
      user: SCANNER_USER,
      groups: [SERVER_USER],
      env: { ...bundle.env, WEBHOOD_DATA_DIR: '/tmp' },
      mounts: [...bundle.mounts, bound(enrolment, '/enrolment', 'rw')],
    }),
  );
  const code = await container.ended;
  await container.stop();
  check('the scanner is registered', code === 0, container.output().trim());
}

function startScanner(root, secrets, ports, enrolment) {
  return startContainer(
    'scanner',
    writeBundle(join(work, 'scanner'), {
      root,
      user: SCANNER_USER,
      groups: [SERVER_USER],
      args: commandOf('webhood-scanner'),
      seccomp: SECCOMP,
      env: {
        PATH: '/usr/bin',
        NODE_ENV: 'production',
        TMPDIR: '/tmp',
        SCANNER_CHROME_PATH: '/usr/lib/chromium/chromium-headless-shell',
        ENDPOINT: `https://localhost:${ports.https}`,
        WEBHOOD_CA: '/run/secrets/server_cert.pem',
        SCANNER_TOKEN_FILE: '/enrolment/token',
        SCANNER_ALLOW_NETWORKS: '127.0.0.0/8',
        SCANNER_CONCURRENCY: '2',
        SCANNER_BROWSER_NETWORK: 'namespace',
      },
      mounts: [
        memory('/tmp', '2g'),
        memory('/run', '1m', '0755'),
        memory('/dev/shm', '1g'),
        bound(join(secrets, 'server_cert.pem'), '/run/secrets/server_cert.pem'),
        bound(enrolment, '/enrolment'),
      ],
    }),
  );
}

function createApi(secrets, ports, token) {
  const authority = readFileSync(join(secrets, 'server_cert.pem'), 'utf8');
  setDefaultCACertificates([...getCACertificates('default'), authority]);
  return async (path, body) => {
    const answer = await fetch(`https://localhost:${ports.https}/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
}

async function scan(api, url) {
  const submitted = await api('/scans', { url });
  const { id } = JSON.parse(submitted.bytes.toString());
  for (let left = SCAN_LIMIT_MS; left > 0; left -= POLL_MS) {
    const { status, bytes } = await api(`/scans/${id}`);
    if (status !== 202) return JSON.parse(bytes.toString());
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`scan ${id} did not end in time`);
}

/** Of the container's own first process, as the kernel tells. */
function checkHeld(name, container, user) {
  const status = readFileSync(`/proc/${container.firstPid()}/status`, 'utf8');
  const field = (key) => new RegExp(`^${key}:\\s+(\\S+)`, 'm').exec(status)[1];
  check(`${name}: an ordinary user`, Number(field('Uid')) === user, field('Uid'));
  const capabilities = ['CapEff', 'CapPrm', 'CapBnd'].map(field);
  check(
    `${name}: no capabilities`,
    capabilities.every((set) => /^0+$/.test(set)),
    capabilities[0],
  );
  check(`${name}: no new privileges`, field('NoNewPrivs') === '1');
  check(`${name}: calls are filtered`, field('Seccomp') === '2');
  const write = "require('fs').writeFileSync('/app/written', '')";
  check(`${name}: its root is read-only`, /EROFS/.test(container.run('node', '-e', write).stderr));
  const health = container.run('node', '/app/healthcheck.mjs');
  check(`${name}: healthy`, health.status === 0, health.stderr.trim());
  const info = readFileSync(join(container.root, 'app/build-info.json'), 'utf8').trim();
  check(`${name}: knows what it was made of`, /"version":"\d/.test(info), info);
}

async function verify() {
  const roots = { server: mountImage('webhood-server'), scanner: mountImage('webhood-scanner') };
  const ports = { https: await freePort(), http: await freePort() };
  const site = await startSite({
    routes: {
      '/image-check': ({ response }) =>
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE),
    },
  });
  undo.push(() => site.close());
  const secrets = makeSecrets(await startDatabase());

  const server = { ...startServer(roots.server, secrets, ports), root: roots.server };
  undo.push(() => server.stop());
  const [, password] = await server.said(/password\s+(\S+)/, START_LIMIT_MS);
  check('server: says the first password', password.length >= 12);
  await server.said(/"server\.ready"/, START_LIMIT_MS);

  const enrolment = folderFor('enrolment', SCANNER_USER);
  await enrol(roots.server, secrets, ports, enrolment);
  const scanner = {
    ...startScanner(roots.scanner, secrets, ports, enrolment),
    root: roots.scanner,
  };
  undo.push(() => scanner.stop());
  await scanner.said(/"scanner\.ready"/, START_LIMIT_MS);

  const created = server.run('webhood', 'tokens', 'create', '--name', 'verify', '--json');
  check('server: has the command line', created.status === 0, created.stderr.trim());
  const { token } = JSON.parse(created.stdout);
  const api = createApi(secrets, ports, token);
  const done = await scan(api, `${site.url}/image-check`);
  check('the scan is done', done.status === 'done', JSON.stringify(done.error ?? done.final_url));
  const report = JSON.parse((await api(`/scans/${done.id}/report`)).bytes.toString());
  const title = JSON.stringify(report).includes('Image check, scripted');
  check('the page ran its script', title);
  const picture = (await api(`/scans/${done.id}/screenshot`)).bytes;
  check('it has a picture', picture.subarray(1, 4).toString() === 'PNG', `${picture.length} bytes`);
  const small = await api(`/scans/${done.id}/screenshot?size=thumbnail`);
  const isSmall = small.status === 200 && small.bytes.length < picture.length;
  check('it is drawn anew, small', isSmall, `${small.bytes.length} bytes`);
  if (values.keep) writeFileSync(join(values.keep, 'image-check.png'), picture);

  const doctor = JSON.parse(server.run('webhood', 'doctor', '--json').stdout);
  for (const { id, outcome, level, found } of doctor.checks) {
    const isOurs = level === 'mandatory' || id === 'browser_network' || id === 'browser_age';
    if (isOurs) check(`doctor: ${id}`, outcome === 'pass', found);
  }
  checkHeld('server', server, SERVER_USER);
  checkHeld('scanner', scanner, SCANNER_USER);

  const scannerEnd = await scanner.stop();
  check('scanner: ends when it is told to', scannerEnd === 0, String(scannerEnd));
  const serverEnd = await server.stop();
  check('server: ends when it is told to', serverEnd === 0, String(serverEnd));
}

try {
  await verify();
} catch (error) {
  check(error.message, false);
} finally {
  for (const step of undo.reverse()) await step();
}
console.log(failures.length === 0 ? 'all as it must be' : `${failures.length} not as they must be`);
process.exitCode = failures.length === 0 ? 0 : 1;
