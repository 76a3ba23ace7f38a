/**
 * What an administrator may change of the capture's bounds. Counts and sizes can be lowered, down
 * to one; some can be raised, as far as the report and the artifact store have room. Times cannot:
 * together they keep a scan within its deadline.
 */
import { ARTIFACT_BOUNDS, REPORT_LISTS } from '@webhood/contract';
import { CAPTURE_LIMITS, type CaptureLimits } from './limits.ts';

const MIB = 1024 * 1024;

type LimitName = keyof CaptureLimits;

/** The most that a raised bound may be; one that is not here can only be lowered. */
const MOST: Partial<Record<LimitName, number>> = {
  navigations: 200,
  popups: 50,
  targets: 300,
  dialogs: REPORT_LISTS.dialogs,
  exchanges: REPORT_LISTS.exchanges,
  redirects: REPORT_LISTS.redirects,
  links: REPORT_LISTS.links,
  scripts: REPORT_LISTS.scripts,
  globals: REPORT_LISTS.globals,
  cookies: REPORT_LISTS.cookies,
  storageItems: REPORT_LISTS.storageItems,
  consoleMessages: REPORT_LISTS.console,
  receivedBytes: 2_048 * MIB,
  browserBufferBytes: 1_024 * MIB,
  bodyBytes: 120 * MIB,
  bodiesBytes: 240 * MIB,
  documentLength: 64 * MIB,
  textLength: 16 * MIB,
  postDataBytes: MIB,
  screenshotPixels: 128_000_000,
  downloads: 100,
  downloadBytes: 120 * MIB,
};

/** Blobs of one scan are bounded together; the pictures and documents need their part. */
const LEFT_FOR_OTHERS = 16 * MIB;

const UNITS: Record<string, number> = { '': 1, kib: 1024, mib: MIB, gib: 1024 * MIB };

/**
 * Reads `name=value` pairs, separated by commas or white space; sizes may end in KiB, MiB or GiB.
 * Faults are sentences for the administrator; with any of them nothing is to be applied.
 */
export function parseLimits(text: string | undefined): {
  limits: Partial<CaptureLimits>;
  faults: string[];
} {
  const faults: string[] = [];
  const limits: Partial<Record<LimitName, number>> = {};
  for (const pair of (text ?? '').split(/[\s,]+/).filter((part) => part !== '')) {
    const { name, value, fault } = parsePair(pair);
    if (fault !== undefined) faults.push(fault);
    else limits[name] = value;
  }
  const { bodiesBytes, downloadsBytes } = { ...CAPTURE_LIMITS, ...limits };
  if (bodiesBytes + downloadsBytes + LEFT_FOR_OTHERS > ARTIFACT_BOUNDS.scanBytes) {
    const most = (ARTIFACT_BOUNDS.scanBytes - LEFT_FOR_OTHERS) / MIB;
    faults.push(`SCANNER_LIMITS: bodiesBytes and downloadsBytes together are above ${most} MiB`);
  }
  return { limits, faults };
}

type Pair =
  | { name: LimitName; value: number; fault?: undefined }
  | { fault: string; name?: undefined; value?: undefined };

function parsePair(pair: string): Pair {
  const [, name = '', digits = '', unit = ''] =
    /^([A-Za-z]+)=(\d{1,15})([A-Za-z]*)$/.exec(pair) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  if (name === '' || factor === undefined) {
    return { fault: `SCANNER_LIMITS: '${pair.slice(0, 100)}' is not like downloadBytes=20MiB` };
  }
  if (!isAdjustable(name)) {
    const names = Object.keys(CAPTURE_LIMITS).filter(isAdjustable).join(', ');
    return { fault: `SCANNER_LIMITS: '${name}' is none of ${names}` };
  }
  const value = Number(digits) * factor;
  const most = MOST[name] ?? CAPTURE_LIMITS[name];
  if (value < 1 || value > most) {
    return { fault: `SCANNER_LIMITS: ${name} can be from 1 to ${most}, not ${value}` };
  }
  return { name, value };
}

function isAdjustable(name: string): name is LimitName {
  return Object.hasOwn(CAPTURE_LIMITS, name) && !name.endsWith('Ms');
}
