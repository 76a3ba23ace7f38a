/**
 * Which network an address is announced by, looked up in a sorted CSV file where it lies: a
 * binary search over bytes costs some twenty small reads and keeps nothing in memory, where
 * reading half a million lines would cost more than a whole scan may.
 */
import { openSync, readSync, statSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';

export interface AsnEntry {
  asn: number;
  asName: string;
}

export interface AsnTable {
  lookUp(ip: string): AsnEntry | undefined;
}

/** Twice the longest line there is, so that every window holds a whole one. */
const WINDOW_BYTES = 1_024;
const IPV6_GROUPS = 8;

/** Each file: `start,end,asn,name`, numbers in decimal, sorted by start. */
export function openAsnTable(paths: { ipv4: string; ipv6: string }): AsnTable {
  const ipv4 = openLines(paths.ipv4);
  const ipv6 = openLines(paths.ipv6);
  return {
    lookUp(ip) {
      if (isIPv4(ip)) return search(ipv4, ipv4Number(ip));
      return isIPv6(ip) ? search(ipv6, ipv6Number(ip)) : undefined;
    },
  };
}

interface Lines {
  size: number;
  /** The first whole line that begins at or after `from`, and where it begins. */
  lineAt(from: number): { text: string; start: number } | undefined;
}

function openLines(path: string): Lines {
  const file = openSync(path, 'r');
  const { size } = statSync(path);
  const window = Buffer.alloc(WINDOW_BYTES);
  return {
    size,
    lineAt(from) {
      // One byte before shows whether a line begins exactly there.
      const readFrom = Math.max(0, from - 1);
      const length = readSync(file, window, 0, WINDOW_BYTES, readFrom);
      const begin = from === 0 ? 0 : window.indexOf(0x0a) + 1;
      if ((from > 0 && begin === 0) || begin >= length) return undefined;
      const end = window.indexOf(0x0a, begin);
      const text = window.toString('utf8', begin, end === -1 || end > length ? length : end);
      return { text, start: readFrom + begin };
    },
  };
}

function search(lines: Lines, wanted: bigint): AsnEntry | undefined {
  let low = 0;
  let high = lines.size;
  let found: string | undefined;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const line = lines.lineAt(middle);
    if (!line || startOf(line.text) > wanted) {
      high = middle;
      continue;
    }
    found = line.text;
    low = Math.max(middle, line.start) + 1;
  }
  return found === undefined ? undefined : parseLine(found, wanted);
}

function startOf(line: string): bigint {
  return BigInt(line.slice(0, line.indexOf(',')));
}

function parseLine(line: string, wanted: bigint): AsnEntry | undefined {
  const match = /^\d+,(\d+),(\d+),(.*)$/.exec(line.trimEnd());
  if (!match || wanted > BigInt(match[1] ?? '')) return undefined;
  const name = match[3] ?? '';
  const isQuoted = name.startsWith('"');
  return {
    asn: Number(match[2]),
    asName: isQuoted ? name.slice(1, -1).replaceAll('""', '"') : name,
  };
}

function ipv4Number(ip: string): bigint {
  return ip.split('.').reduce((total, part) => total * 256n + BigInt(part), 0n);
}

function ipv6Number(ip: string): bigint {
  // The URL parser writes an embedded IPv4 address as two groups.
  const { hostname } = new URL(`http://[${ip.split('%')[0]}]`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeroes = Array.from({ length: IPV6_GROUPS - before.length - after.length }, () => '0');
  return [...before, ...zeroes, ...after].reduce(
    (total, group) => total * 65_536n + BigInt(`0x${group}`),
    0n,
  );
}
