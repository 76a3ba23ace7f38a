/**
 * A network of two namespaces: `inside`, where a browser and whatever guards it run, and `outside`,
 * which plays the internet. Between them is one wire, and beside it, inside, sit counters that tell
 * by whose socket each packet was sent. Nothing of it reaches the machine's own network.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { INSIDE_ADDRESSES, OUTSIDE_ADDRESSES, VECTOR_NETWORKS } from './addresses.ts';
import { COUNTERS, type Packets, readPackets } from './counters.ts';

const FOLDER = fileURLToPath(new URL('./programs/', import.meta.url));
/** Of the capability sets in /proc/self/status. */
const CAP_NET_ADMIN = 12n;
const CAP_SYS_ADMIN = 21n;

export interface ProofNetwork {
  /** Runs a program of `programs/` inside; it ends with its input, and that with the network. */
  run(file: string, ...args: string[]): Program;
  /** What left the inside, or tried to, since the network was made. */
  packets(): Packets;
  /** Names that the outside's name server was asked for. */
  names(): ReadonlySet<string>;
  close(): Promise<void>;
}

export interface Program {
  /** The first line of its output. Rejects when it ends without one. */
  line: Promise<string>;
  tell(line: string): void;
}

/** Why no such network can be made here, or undefined. Where root lacks a tool, making it fails. */
export function whyNoNetwork(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  if (process.getuid?.() !== 0) return 'counting packets by user needs root';
  const capabilities = BigInt(
    `0x${/^CapEff:\s+(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'}`,
  );
  for (const bit of [CAP_NET_ADMIN, CAP_SYS_ADMIN]) {
    if (((capabilities >> bit) & 1n) === 0n) return 'this container may not make namespaces';
  }
  return undefined;
}

export async function createProofNetwork(label: string): Promise<ProofNetwork> {
  const [inside, outside] = [`proof-${process.pid}-${label}-in`, `proof-${process.pid}-${label}`];
  const settings = join('/etc/netns', inside);
  const children: ChildProcess[] = [];
  const names = new Set<string>();
  const close = async () => {
    await Promise.all(children.map(stop));
    for (const name of [inside, outside]) {
      if (existsSync(join('/run/netns', name))) ip('netns', 'delete', name);
    }
    rmSync(settings, { recursive: true, force: true });
  };
  const start = (namespace: string, file: string, args: readonly string[]) => {
    const command = ['netns', 'exec', namespace, process.execPath, join(FOLDER, file), ...args];
    const child = spawn('ip', command, {
      env: { PATH: process.env.PATH, HOME: process.env.HOME },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  };
  try {
    connect(inside, outside);
    // `ip netns exec` shows these to what it runs in place of the files of /etc.
    mkdirSync(settings, { recursive: true });
    writeFileSync(join(settings, 'resolv.conf'), `nameserver ${OUTSIDE_ADDRESSES.v4}\n`);
    execFileSync('ip', ['netns', 'exec', inside, 'nft', '-f', '-'], { input: COUNTERS });
    const lines = createInterface({ input: start(outside, 'outside.ts', []).stdout });
    await firstLine(lines);
    lines.on('line', (name) => names.add(name));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    run(file, ...args) {
      const child = start(inside, file, args);
      return {
        line: firstLine(createInterface({ input: child.stdout })),
        tell: (line) => child.stdin.write(`${line}\n`),
      };
    },
    packets: () =>
      readPackets(
        execFileSync('ip', ['netns', 'exec', inside, 'nft', '-nj', 'list', 'ruleset'], {
          encoding: 'utf8',
        }),
      ),
    names: () => names,
    close,
  };
}

function firstLine(lines: Interface): Promise<string> {
  return new Promise((resolve, reject) => {
    lines.once('line', resolve);
    lines.once('close', () => reject(new Error('a program of the proof ended early')));
  });
}

function connect(inside: string, outside: string): void {
  ip('netns', 'add', inside);
  ip('netns', 'add', outside);
  const wire = ['type', 'veth', 'peer', 'name', 'wire', 'netns', outside];
  ip('link', 'add', 'wire', 'netns', inside, ...wire);
  const ends = [
    { name: inside, own: INSIDE_ADDRESSES },
    { name: outside, own: OUTSIDE_ADDRESSES },
  ];
  for (const { name, own } of ends) {
    ip('-n', name, 'address', 'add', `${own.v4}/30`, 'dev', 'wire');
    ip('-n', name, 'address', 'add', `${own.v6}/64`, 'dev', 'wire', 'nodad');
    ip('-n', name, 'link', 'set', 'lo', 'up');
    ip('-n', name, 'link', 'set', 'wire', 'up');
  }
  ip('-n', inside, 'route', 'add', 'default', 'via', OUTSIDE_ADDRESSES.v4);
  ip('-n', inside, '-6', 'route', 'add', 'default', 'via', OUTSIDE_ADDRESSES.v6);
  // All of these are the outside's own; whatever else is asked for is answered as unreachable.
  ip('-n', outside, 'route', 'add', 'local', VECTOR_NETWORKS.v4, 'dev', 'lo');
  ip('-n', outside, '-6', 'route', 'add', 'local', VECTOR_NETWORKS.v6, 'dev', 'lo');
  ip('-n', outside, 'route', 'add', 'unreachable', 'default');
  ip('-n', outside, '-6', 'route', 'add', 'unreachable', 'default');
  const forward = ['net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding'];
  for (const key of forward) {
    const file = `/proc/sys/${key.replaceAll('.', '/')}`;
    execFileSync('ip', ['netns', 'exec', outside, 'sh', '-c', `echo 1 > ${file}`]);
  }
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Programs end when their input does; one that has not after this long is killed. */
const STOP_GRACE_MS = 15_000;

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
  await exited;
  clearTimeout(timer);
}
