import { readFile, stat } from 'node:fs/promises';
import { formatAddress, parseAddress } from '../address/address.ts';

/** Names that the machine's administrator has given addresses to, before any DNS. */
export interface HostsTable {
  find(name: string): Promise<readonly string[]>;
}

const DEFAULT_PATH =
  process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';

/** The largest published block lists have about 5 MiB; anything longer is not a hosts file. */
const FILE_BYTES = 16 * 1024 * 1024;

/** Reads the hosts file, again whenever it has changed. No file means no entries. */
export function createHostsTable(path: string = DEFAULT_PATH): HostsTable {
  let version = '';
  let entries: ReadonlyMap<string, readonly string[]> = new Map();
  return {
    async find(name) {
      const found = await stat(path).catch(() => undefined);
      // Without a readable file every name is DNS's to answer, as for any other program.
      if (found === undefined || found.size > FILE_BYTES) return [];
      const current = `${found.mtimeMs}-${found.size}`;
      if (current !== version) {
        entries = parseHosts(await readFile(path, 'utf8'));
        version = current;
      }
      return entries.get(name) ?? [];
    },
  };
}

function parseHosts(text: string): ReadonlyMap<string, readonly string[]> {
  const entries = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [addressText = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const parsed = parseAddress(addressText);
    if (parsed.kind !== 'address') continue;
    const address = formatAddress(parsed.address);
    for (const name of names) {
      const key = name.toLowerCase();
      const known = entries.get(key);
      if (known === undefined) entries.set(key, [address]);
      else if (!known.includes(address)) known.push(address);
    }
  }
  return entries;
}
