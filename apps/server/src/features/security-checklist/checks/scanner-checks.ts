/** What scanners tell of themselves. One that was taken over could tell anything. */
import { areNearReleases, type ScannerPosture, type SecurityCheckId } from '@webhood/contract';
import { type Check, type Finding, fail, type InspectedScanner, pass, unknown } from '../check.ts';

/** Browsers are mended every week or two; one this old has holes that are known. */
export const BROWSER_AGE_DAYS = 42;
const DAY_MS = 86_400_000;

/** What is wrong with one scanner; undefined: nothing, `null`: it cannot be told. */
type Judgement = string | undefined | null;

interface ScannerCheck {
  id: SecurityCheckId;
  level: Check['level'];
  title: string;
  /** What is said of one that is in order. */
  good(scanner: InspectedScanner, now: { now: Date }): string;
  remedy: string;
  judge(
    posture: ScannerPosture,
    scanner: InspectedScanner,
    now: { now: Date; serverVersion: string },
  ): Judgement;
}

function daysSince(iso: string | null, now: Date): number {
  return iso === null ? 0 : Math.floor((now.getTime() - Date.parse(iso)) / DAY_MS);
}

function ofScanners({ good, remedy, judge, ...check }: ScannerCheck): Check {
  return {
    ...check,
    area: 'scanners',
    judge: (inspection): Finding => {
      const { scanners } = inspection;
      if ('unreadable' in scanners) return unknown(scanners.unreadable);
      const connected = scanners.filter((scanner) => scanner.connected);
      if (connected.length === 0) return unknown('no scanner is connected');
      const judged = connected.map((scanner) => ({
        name: scanner.name,
        wrong: scanner.posture ? judge(scanner.posture, scanner, inspection) : null,
      }));
      const wrong = judged.filter((each) => typeof each.wrong === 'string');
      if (wrong.length > 0) {
        return fail(wrong.map((each) => `${each.name}: ${each.wrong}`).join('; '), remedy);
      }
      const silent = judged.filter((each) => each.wrong === null).map(({ name }) => name);
      const told = connected.map((each) => `${each.name}: ${good(each, inspection)}`);
      return silent.length > 0
        ? unknown(`cannot be told of ${silent.join(', ')} at the moment`)
        : pass(told.join('; '));
    },
  };
}

export const scannerChecks: readonly Check[] = [
  ofScanners({
    id: 'browser_sandbox',
    level: 'mandatory',
    title: 'Chromium’s sandbox is on',
    good: () => 'as the kernel says of the running processes',
    remedy:
      'Stop the scanner. Take flags of your own out of its browser, and see that the kernel permits user namespaces (sysctl kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns).',
    judge: ({ sandbox, sandboxReason }) => {
      if (sandbox === 'unknown') return null;
      return sandbox === 'off' ? sandboxReason : undefined;
    },
  }),
  ofScanners({
    id: 'browser_network',
    level: 'recommended',
    title: 'The browser has a network of its own',
    good: () => 'a namespace with nothing but loopback',
    remedy:
      'Install util-linux and iproute2 on the scanner’s machine and permit it to make network namespaces; SCANNER_BROWSER_NETWORK=namespace then makes it refuse to run without.',
    judge: ({ network, networkReason }) => {
      if (network === 'unknown') return null;
      return network === 'shared' ? `it shares the machine’s (${networkReason})` : undefined;
    },
  }),
  ofScanners({
    id: 'browser_leftovers',
    level: 'recommended',
    title: 'Nothing of an ended scan is left on the scanner’s disk',
    good: () => 'no folder of an ended scan',
    remedy: 'Restart the scanner: it removes them. If they come back, its log says what fails.',
    judge: ({ leftovers }) => (leftovers > 0 ? `${leftovers} folders are left` : undefined),
  }),
  ofScanners({
    id: 'browser_age',
    level: 'recommended',
    title: `The browser is no older than ${BROWSER_AGE_DAYS} days`,
    good: ({ browser_version, posture }, { now }) =>
      `${browser_version}, ${daysSince(posture?.browserBuilt ?? null, now)} days old`,
    remedy:
      'Run `webhood update-chromium` on the scanner’s machine, or build its image again: a running scanner takes the new one up.',
    judge: ({ browserBuilt }, { browser_version }, { now }) => {
      if (browserBuilt === null) return null;
      const days = daysSince(browserBuilt, now);
      return days > BROWSER_AGE_DAYS ? `${browser_version} is ${days} days old` : undefined;
    },
  }),
  ofScanners({
    id: 'scanner_version',
    level: 'recommended',
    title: 'Scanners are no further than one minor version from the server',
    good: ({ version }) => version,
    remedy: 'Update the scanner: bring its copy or its image to the server’s version.',
    judge: (_, { version }, { serverVersion }) =>
      areNearReleases(version, serverVersion)
        ? undefined
        : `${version}, the server ${serverVersion}`,
  }),
];
