// Adds the platform packages that npm leaves out of package-lock.json.
//
// A registry mirror that carries only the platforms its users run answers 404 for the others, npm
// drops those optional packages from the lockfile, and `npm ci` then refuses the lockfile as out
// of sync. Run this after every `npm install` against such a mirror. Entries added here carry the
// exact version but no integrity hash: npm records one when it first fetches the package.
import { readFileSync, writeFileSync } from 'node:fs';

const PLATFORMS = [
  'darwin',
  'linux',
  'win32',
  'android',
  'freebsd',
  'openharmony',
  'openbsd',
  'netbsd',
  'sunos',
  'aix',
];
const CPUS = ['arm64', 'x64', 'ia32', 'arm', 'riscv64', 's390x', 'ppc64', 'loong64', 'mips64el'];

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = [];

/** Where Node would find `name` from the package at `from`, as npm's lockfile spells it. */
function locate(from, name) {
  for (let base = from; ; base = base.replace(/\/?node_modules\/(?:@[^/]+\/)?[^/]+$/, '')) {
    const key = `${base === '' ? '' : `${base}/`}node_modules/${name}`;
    if (lock.packages[key]) return key;
    if (base === '' || !base.includes('node_modules')) break;
  }
  return lock.packages[`node_modules/${name}`] ? `node_modules/${name}` : undefined;
}

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (locate(path, name)) continue;
    const parts = name.replace(/^win-?dows/, 'win32').split(/[-/]/);
    const os = parts.includes('windows') ? 'win32' : parts.find((part) => PLATFORMS.includes(part));
    const cpu = parts.find((part) => CPUS.includes(part));
    lock.packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ''),
      ...(cpu ? { cpu: [cpu] } : {}),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      ...(os ? { os: [os] } : {}),
    };
    added.push(name);
  }
}

lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added.length} platform packages added to package-lock.json\n`);
