// What only tests need: the full browser beside the headless one, the counters of packets of the
// egress proof, and what the recipes of docs/recipes.md are run with. Installed as root on Debian, as on a machine of the continuous integration;
// elsewhere the tests that need them say that they are skipped.
import { existsSync } from 'node:fs';
import { aptInstall, canInstall, distribution } from './apt.mjs';

const TOOLS = [
  ['/usr/lib/chromium/chromium', 'chromium'],
  ['/usr/sbin/nft', 'nftables'],
  ['/sbin/ip', 'iproute2'],
  ['/usr/bin/curl', 'curl'],
  ['/usr/bin/jq', 'jq'],
  ['/usr/bin/python3', 'python3'],
  ['/usr/bin/zip', 'zip'],
];

export async function ensureTestTools() {
  const missing = TOOLS.filter(([path]) => !existsSync(path)).map(([, name]) => name);
  if (missing.length === 0 || !canInstall(distribution())) return;
  await aptInstall({
    label: `Installing what the tests need (${missing.join(', ')})`,
    packages: missing,
    hint: `Install it yourself with \`apt-get install ${missing.join(' ')}\`.`,
  });
}
