/** What else this machine does, as far as Linux tells. */
import { readdir, readFile } from 'node:fs/promises';

export interface HostFacts {
  /** Ports that something listens on beyond loopback; undefined where it cannot be told. */
  listening: readonly number[] | undefined;
  /** How many people are logged in. */
  people: number | undefined;
}

/** TCP_LISTEN, of the kernel's include/net/tcp_states.h. */
const LISTENING = '0A';
/** A process that nobody's login has started. */
const NO_LOGIN = '4294967295';
/** 127.0.0.0/8 and ::1, as /proc/net/tcp writes them: words of the machine's byte order. */
const LOOPBACK = /^(......7F|0000000000000000FFFF0000......7F|0{24}01000000)$/i;

/** @param table the text of `/proc/net/tcp` or `/proc/net/tcp6` */
export function listeningPorts(table: string): number[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state] = line.trim().split(/\s+/);
      const [address = '', port = ''] = local.split(':');
      if (state !== LISTENING || LOOPBACK.test(address)) return [];
      return [Number.parseInt(port, 16)];
    });
}

async function readPorts(): Promise<number[] | undefined> {
  try {
    const tables = await Promise.all(
      ['/proc/net/tcp', '/proc/net/tcp6'].map((path) =>
        // A kernel without IPv6 has no second table.
        readFile(path, 'utf8').catch((error: unknown) => {
          if (path.endsWith('6')) return '';
          throw error;
        }),
      ),
    );
    return [...new Set(tables.flatMap(listeningPorts))].sort((a, b) => a - b);
  } catch {
    // No such table on this system.
    return undefined;
  }
}

async function countPeople(): Promise<number | undefined> {
  try {
    const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const logins = await Promise.all(
      // A process that ends meanwhile is nobody's.
      names.map((name) => readFile(`/proc/${name}/loginuid`, 'utf8').catch(() => NO_LOGIN)),
    );
    return new Set(logins.filter((login) => login.trim() !== NO_LOGIN)).size;
  } catch {
    return undefined;
  }
}

export async function inspectHost(): Promise<HostFacts> {
  const [listening, people] = await Promise.all([readPorts(), countPeople()]);
  return { listening, people };
}
