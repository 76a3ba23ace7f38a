/**
 * Who the browser says that it is: user agent, client hints, platform. All three are derived from
 * one user agent text, so that they never contradict each other.
 */
import type { Protocol } from 'devtools-protocol';

export type UserAgentOverride = Pick<
  Protocol.Network.SetUserAgentOverrideRequest,
  'userAgent' | 'platform' | 'userAgentMetadata'
>;

export interface IdentityRequest {
  /** Of the submission; wins over everything else. */
  userAgent?: string | undefined;
  isMobile: boolean;
  /** Name the browser as Google's own build does. */
  isStealthy: boolean;
}

interface Platform {
  matches: RegExp;
  /** `navigator.platform`. */
  navigator: string;
  /** The client hint's word; none where that system's browsers send no hints. */
  hint?: string;
  /** What such a browser sends; Chromium on Linux sends an empty version. */
  version?: string;
}

// Order matters: Android's text also says Linux, and those of iOS also say Mac OS X.
const PLATFORMS: readonly Platform[] = [
  { matches: /\bAndroid\b/, navigator: 'Linux armv81', hint: 'Android', version: '10.0.0' },
  { matches: /\biPhone\b/, navigator: 'iPhone' },
  { matches: /\biPad\b/, navigator: 'iPad' },
  { matches: /\bCrOS\b/, navigator: 'Linux x86_64', hint: 'Chrome OS', version: '16000.0.0' },
  { matches: /\bWindows\b/, navigator: 'Win32', hint: 'Windows', version: '19.0.0' },
  { matches: /\bMacintosh\b/, navigator: 'MacIntel', hint: 'macOS', version: '15.0.0' },
  { matches: /\bLinux\b/, navigator: 'Linux x86_64', hint: 'Linux', version: '' },
];

export function identify(
  browser: { product: string; userAgent: string },
  request: IdentityRequest,
): UserAgentOverride {
  const ownVersion = /\/([\d.]+)/.exec(browser.product)?.[1] ?? '0.0.0.0';
  const userAgent =
    request.userAgent ?? defaultUserAgent(browser.userAgent, ownVersion, request.isMobile);
  const platform = PLATFORMS.find(({ matches }) => matches.test(userAgent));
  const claimed = /\b(?:Chrome|Chromium)\/((\d+)[\d.]*)/.exec(userAgent);
  const override = { userAgent, ...(platform ? { platform: platform.navigator } : {}) };
  // Browsers of other families send no hints, and neither does any on iOS.
  if (!claimed?.[1] || !claimed[2] || platform?.hint === undefined) return override;
  const isOwn = ownVersion.startsWith(`${claimed[2]}.`);
  const names = brandNames(userAgent, request);
  return {
    ...override,
    userAgentMetadata: {
      ...clientHints(claimed[2], isOwn ? ownVersion : fullVersion(claimed[1]), names),
      ...deviceHints(userAgent, platform),
    },
  };
}

function defaultUserAgent(browserUserAgent: string, version: string, isMobile: boolean): string {
  if (!isMobile) return browserUserAgent.replace('HeadlessChrome/', 'Chrome/');
  const major = version.split('.')[0];
  return `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Mobile Safari/537.36`;
}

/** Chromium, and what else the text says that it is. */
function brandNames(userAgent: string, request: IdentityRequest): [string, string | undefined] {
  const edge = /\bEdg(?:A|iOS)?\//.test(userAgent) ? 'Microsoft Edge' : undefined;
  const opera = /\bOPR\//.test(userAgent) ? 'Opera' : undefined;
  const isOther = /\bChromium\//.test(userAgent);
  const chrome =
    (request.userAgent || request.isStealthy) && !isOther ? 'Google Chrome' : undefined;
  return ['Chromium', edge ?? opera ?? chrome];
}

const FILLERS = [' ', '(', ':', '-', '.', '/', ')', ';', '=', '?', '_'];
const FILLER_VERSIONS = ['8', '99', '24'];
const ORDERS_OF_THREE = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/**
 * Chromium adds a brand that does not exist and shuffles the list, so that nobody relies on either;
 * both follow from the major version alone, so a wrong list for a version can be told.
 */
function clientHints(
  major: string,
  full: string,
  [engine, product]: [string, string | undefined],
): Pick<Protocol.Emulation.UserAgentMetadata, 'brands' | 'fullVersionList'> {
  const seed = Number(major);
  const filler = {
    brand: `Not${at(FILLERS, seed)}A${at(FILLERS, seed + 1)}Brand`,
    version: at(FILLER_VERSIONS, seed),
  };
  const real = [engine, ...(product ? [product] : [])].map((brand) => ({ brand, version: major }));
  const entries = [filler, ...real];
  const order = product
    ? at(ORDERS_OF_THREE, seed)
    : at(
        [
          [0, 1],
          [1, 0],
        ],
        seed,
      );
  const brands = order
    .map((place, index) => ({ place, entry: entries[index] ?? filler }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ entry }) => entry);
  return {
    brands,
    fullVersionList: brands.map((each) => ({
      brand: each.brand,
      version: each === filler ? `${filler.version}.0.0.0` : full,
    })),
  };
}

function at<T>(list: readonly [T, ...T[]] | readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new RangeError('an empty list has no entries');
  return found;
}

function fullVersion(claimed: string): string {
  const parts = claimed.split('.').filter(Boolean);
  return [...parts, '0', '0', '0'].slice(0, 4).join('.');
}

function deviceHints(
  userAgent: string,
  { hint = '', version = '' }: Platform,
): Omit<Protocol.Emulation.UserAgentMetadata, 'brands' | 'fullVersionList'> {
  const isAndroid = hint === 'Android';
  const model = /Android [\d.]+; ([^;)]+)\)/.exec(userAgent)?.[1] ?? '';
  return {
    platform: hint,
    platformVersion: version,
    architecture: isAndroid ? '' : 'x86',
    bitness: isAndroid ? '' : '64',
    model: isAndroid ? model : '',
    mobile: /\bMobile\b/.test(userAgent),
    wow64: false,
  };
}
