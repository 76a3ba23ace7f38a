/**
 * Captures on this machine, without a server: the one door through which the command line uses
 * the scanner.
 */
import { randomInt } from 'node:crypto';
import {
  type CaptureOutcome,
  type Phase,
  type Report,
  ScanOptions,
  slugFor,
} from '@webhood/contract';
import { createAddressPolicy, watchOwnAddresses } from '@webhood/network-policy';
import { createAdmission } from './admission.ts';
import { type BrowserNetworkMode, parseBrowserNetwork } from './browser/browser-network.ts';
import { findBrowser } from './browser/find-browser.ts';
import { createBrowserSupervisor, type SupervisorLog } from './browser/supervisor.ts';
import { parseLimits } from './capture/adjustable-limits.ts';
import { createCapturer } from './capture/capture.ts';
import { adjustLimits } from './capture/limits.ts';
import { createEgressGuard } from './egress/guard.ts';
import type { ScannerProxies } from './egress/upstream/routes.ts';
import { readProxies } from './proxy-settings.ts';
import { type Environment, readVariable } from './read-variable.ts';
import { SCANNER_VERSION } from './version.ts';

export { findBrowser } from './browser/find-browser.ts';
export type { ScannerProxies } from './egress/upstream/routes.ts';

export interface LocalCapturerOptions {
  /** CIDRs beyond the public internet that may be scanned. */
  allowNetworks?: readonly string[];
  /** Upstream proxies; one named in a scan's options is trusted as much as these. */
  proxies?: ScannerProxies;
  chromePath?: string;
  /** `auto` if not given: a network namespace for the browser wherever the kernel permits. */
  browserNetwork?: BrowserNetworkMode;
  /** More captures follow: have the next one's context ready. */
  preparesAhead?: boolean;
  /** Told once, in a sentence, when the browser did not get a network of its own. */
  onSharedNetwork?: (sentence: string) => void;
  log?: SupervisorLog;
}

export interface LocalCaptureOptions {
  /** As taken in by `@webhood/network-policy`. */
  url: string;
  options?: ScanOptions;
  outDir: string;
  signal?: AbortSignal;
  onPhase?: (phase: Phase) => void;
}

export interface LocalCapture {
  outcome: CaptureOutcome;
  report: Report;
  outDir: string;
}

/** The capture could not be made at all; `code` is of the contract's closed sets. */
export class LocalCaptureError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'LocalCaptureError';
    this.code = code;
  }
}

export interface LocalCapturer {
  /** @throws LocalCaptureError when there is no report: no browser, cancelled, disk full. */
  capture(options: LocalCaptureOptions): Promise<LocalCapture>;
  close(): Promise<void>;
}

/**
 * Changes the bounds of every later capture; the text is that of `SCANNER_LIMITS`.
 * @throws LocalCaptureError naming every fault
 */
export function setCaptureLimits(text: string | undefined): void {
  const { limits, faults } = parseLimits(text);
  if (faults.length > 0) throw new LocalCaptureError('invalid_configuration', faults.join('\n'));
  adjustLimits(limits);
}

/**
 * The upstream proxies that the environment names, as for a scanner.
 * @throws LocalCaptureError naming every fault
 */
export function readLocalProxies(env: Environment): ScannerProxies | undefined {
  const faults: string[] = [];
  const proxies = readProxies((name) => readVariable(env, name, faults), faults);
  if (faults.length > 0) throw new LocalCaptureError('invalid_configuration', faults.join('\n'));
  return proxies;
}

/**
 * The text is that of `SCANNER_BROWSER_NETWORK`.
 * @throws LocalCaptureError when it names no mode
 */
export function readBrowserNetwork(text: string | undefined): BrowserNetworkMode {
  const faults: string[] = [];
  const mode = parseBrowserNetwork(text?.trim() || undefined, faults);
  if (faults.length > 0) throw new LocalCaptureError('invalid_configuration', faults.join('\n'));
  return mode;
}

const SILENT: SupervisorLog = { info() {}, warn() {} };
/** Falling back is an event of the log: here it is also told to whoever asked for the capture. */
function tellingOfNetwork(
  log: SupervisorLog,
  tell: LocalCapturerOptions['onSharedNetwork'],
): SupervisorLog {
  return {
    info: log.info,
    warn: (fields, event) => {
      log.warn(fields, event);
      if (event !== 'browser.network' || !('reason' in fields)) return;
      tell?.(
        `the browser shares this machine's network, and only its settings keep it on the guard (${fields.reason})`,
      );
    },
  };
}

const ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 15;

/** What a caller with a long list may have going; the machine carries fewer, the rest waits. */
const MOST_AT_ONCE = 64;

/** One warm browser for several captures, at once or one after the other. */
export function createLocalCapturer(settings: LocalCapturerOptions = {}): LocalCapturer {
  const browser = findBrowser({ chromePath: settings.chromePath });
  if (browser.kind === 'missing') throw new LocalCaptureError(browser.code, browser.message);
  const supervisor = createBrowserSupervisor({
    chromePath: browser.path,
    network: settings.browserNetwork,
    log: tellingOfNetwork(settings.log ?? SILENT, settings.onSharedNetwork),
  });
  const egress = createEgressGuard({
    policy: createAddressPolicy({
      allowNetworks: [...(settings.allowNetworks ?? [])],
      ownAddresses: watchOwnAddresses(),
    }),
    ...(settings.proxies ? { proxies: settings.proxies } : {}),
    // Who captures here also runs this machine.
    trustsScanProxies: true,
  });
  const capturer = createCapturer({
    supervisor,
    egress,
    preparesAhead: settings.preparesAhead ?? false,
  });
  const admission = createAdmission({ most: MOST_AT_ONCE });

  return {
    async capture({ url, options, outDir, signal, onPhase }) {
      const request = {
        scanId: newScanId(),
        slug: slugFor(new URL(url).hostname, Date.now()),
        attempt: 1,
        url,
        options: options ?? ScanOptions.parse({}),
        outDir,
        scanner: { name: 'local', version: SCANNER_VERSION },
      };
      const controls = { ...(signal ? { signal } : {}), ...(onPhase ? { onPhase } : {}) };
      const place = await admission.enter(signal).catch(() => {
        throw new LocalCaptureError('cancelled', 'The scan was stopped.');
      });
      place.begin();
      const result = await capturer.capture(request, controls).finally(() => place.leave());
      if (result.kind === 'failed') throw new LocalCaptureError(result.code, result.message);
      return { outcome: result.outcome, report: result.report, outDir };
    },
    async close() {
      // Killing the browser ends every context, so nothing has to be disposed of first.
      await supervisor.close();
      await egress.close();
      await capturer.released();
    },
  };
}

/** One capture with a browser of its own. */
export async function captureLocally(
  options: LocalCapturerOptions & LocalCaptureOptions,
): Promise<LocalCapture> {
  const capturer = createLocalCapturer(options);
  try {
    return await capturer.capture(options);
  } finally {
    await capturer.close();
  }
}

function newScanId(): string {
  return Array.from({ length: ID_LENGTH }, () => ID_ALPHABET[randomInt(ID_ALPHABET.length)]).join(
    '',
  );
}
