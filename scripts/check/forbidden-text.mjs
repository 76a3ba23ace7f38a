// What must not be in any tracked file: the switch that turns the browser's sandbox off (outside
// the documents that explain why it is absent), and private keys.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './tool.mjs';

// Spelled in two parts, so that this file does not contain what it looks for.
const SANDBOX_OFF = ['--no', '-sandbox'].join('');
const RULES = [
  {
    what: `the switch ${SANDBOX_OFF}`,
    pattern: new RegExp(`${SANDBOX_OFF}|--disable-(?:setuid|namespace|seccomp-filter)-sandbox`),
    allowedIn: /^docs\/|^[A-Z]+\.md$/,
  },
  {
    what: 'a private key',
    pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}/,
    allowedIn: /^$/,
  },
];
/** Larger ones are data, not code. */
const LARGEST_BYTES = 2 * 1024 * 1024;

export function checkForbiddenText() {
  const files = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  )
    .split('\0')
    .filter(isReadable);
  if (files.length === 0) throw new Error('git lists no file here');
  const findings = files.flatMap((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return RULES.filter(
      ({ pattern, allowedIn }) => !allowedIn.test(path) && pattern.test(text),
    ).map(({ what }) => `${path} contains ${what}`);
  });
  if (findings.length > 0) throw new Error(findings.join('\n'));
  return `${files.length} files`;
}

function isReadable(path) {
  if (path === '') return false;
  const found = statSync(join(ROOT, path), { throwIfNoEntry: false });
  return found?.isFile() === true && found.size <= LARGEST_BYTES;
}
