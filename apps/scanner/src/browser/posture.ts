/** What this scanner tells its server of the browser's protection: read, not remembered. */
import { readdirSync, statSync } from 'node:fs';
import type { ScannerPosture } from '@webhood/contract';
import type { BrowserNetworkState } from './browser-network.ts';
import { type ManagedBrowser, SCAN_FOLDER } from './managed-browser.ts';
import { staleProfiles } from './profile-folder.ts';
import { readSandbox, type SandboxState } from './sandbox.ts';

/** Every slot asks for work on its own; the processes are looked at once for all. */
const FRESH_FOR_MS = 5_000;
const REASON_CHARACTERS = 300;

type Inspected = Pick<ManagedBrowser, 'scanFolders'> & {
  launched: Pick<ManagedBrowser['launched'], 'pid' | 'profileDir'>;
};

interface PostureDeps {
  chromePath: string;
  /** An ISO time; null outside an image. */
  imageBuilt: string | null;
  browsers: () => Iterable<Inspected>;
  network: () => BrowserNetworkState | undefined;
  sandboxOf?: (leaderPid: number) => SandboxState;
  now?: () => number;
}

export function createPostureReader(deps: PostureDeps): () => ScannerPosture {
  const {
    chromePath,
    browsers,
    network,
    sandboxOf = readSandbox,
    now = () => performance.now(),
  } = deps;
  let known: { posture: ScannerPosture; untilMs: number } | undefined;
  /** Between two pages no process tells; what was read of this browser last still holds. */
  let lastSandbox: SandboxState | undefined;

  const read = (): ScannerPosture => {
    const all = [...browsers()];
    const sandbox = worst(all.map(({ launched }) => sandboxOf(launched.pid)));
    if (sandbox.kind !== 'unknown') lastSandbox = sandbox;
    const shown = sandbox.kind === 'unknown' ? (lastSandbox ?? sandbox) : sandbox;
    const state = network();
    return {
      sandbox: shown.kind,
      sandboxReason: shown.kind === 'on' ? '' : shown.reason.slice(0, REASON_CHARACTERS),
      network: state?.kind ?? 'unknown',
      networkReason: state?.kind === 'shared' ? state.reason.slice(0, REASON_CHARACTERS) : '',
      leftovers: all.reduce((sum, browser) => sum + leftIn(browser), staleProfiles().length),
      browserBuilt: writtenAt(chromePath),
      imageBuilt: deps.imageBuilt,
    };
  };

  return () => {
    if (!known || known.untilMs <= now()) {
      known = { posture: read(), untilMs: now() + FRESH_FOR_MS };
    }
    return known.posture;
  };
}

function worst(states: SandboxState[]): SandboxState {
  return (
    states.find(({ kind }) => kind === 'off') ??
    states.find(({ kind }) => kind === 'on') ??
    states[0] ?? { kind: 'unknown', reason: 'no browser runs' }
  );
}

/** Folders of scans that have ended, in the profile of a browser that still runs. */
function leftIn({ launched, scanFolders }: Inspected): number {
  try {
    return readdirSync(launched.profileDir).filter(
      (name) => name.startsWith(SCAN_FOLDER) && !scanFolders.has(name),
    ).length;
  } catch {
    // The browser has just ended, and its profile with it.
    return 0;
  }
}

function writtenAt(path: string): string | null {
  try {
    return statSync(path).mtime.toISOString();
  } catch {
    // Replaced at this moment by an update.
    return null;
  }
}
