/** A network namespace that reaches this machine over one link, which can be cut. Needs root. */
import { execFileSync, spawnSync } from 'node:child_process';

export interface CutLink {
  /** This machine, as seen from the namespace. */
  address: string;
  network: string;
  /** What to put before a command that is to run in it. */
  prefix: readonly string[];
  cut(): void;
  mend(): void;
  close(): void;
}

/** Of 10.213.0.0/16, by the process, so that two runs do not meet. */
const subnet = (process.pid % 250) + 1;

const ip = (...args: string[]): void => {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
};

export function canCutLinks(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const name = `webhood-probe-${process.pid}`;
  const isMade = spawnSync('ip', ['netns', 'add', name], { stdio: 'ignore' }).status === 0;
  if (isMade) spawnSync('ip', ['netns', 'delete', name], { stdio: 'ignore' });
  return isMade;
}

export function makeCutLink(): CutLink {
  const name = `webhood-${process.pid}`;
  const [here, there] = [`whh${process.pid}`.slice(0, 15), `whn${process.pid}`.slice(0, 15)];
  const network = `10.213.${subnet}.0/24`;
  const address = `10.213.${subnet}.1`;
  ip('netns', 'add', name);
  ip('link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', name);
  ip('address', 'add', `${address}/24`, 'dev', here);
  ip('link', 'set', here, 'up');
  ip('-n', name, 'address', 'add', `10.213.${subnet}.2/24`, 'dev', there);
  ip('-n', name, 'link', 'set', there, 'up');
  ip('-n', name, 'link', 'set', 'lo', 'up');
  return {
    address,
    network,
    prefix: ['ip', 'netns', 'exec', name],
    cut: () => ip('link', 'set', here, 'down'),
    mend: () => ip('link', 'set', here, 'up'),
    close: () => {
      // Its end of the link goes with it, and ours with that.
      ip('netns', 'delete', name);
    },
  };
}
