import type { CreatedScanner, Scanner } from '@webhood/contract';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { cn } from '../../ui/class-names.ts';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { Age } from '../../ui/moment.tsx';
import { strings } from '../../ui/strings.ts';
import { scannerStrings as text } from '../../ui/strings-scanners.ts';
import { useNow } from '../../ui/use-now.ts';
import { browserAgeMonths } from './browser-age.ts';
import { ScannerActions } from './scanner-actions.tsx';

type ScannerRowProps = {
  scanner: Scanner;
  isAdmin: boolean;
  onToken: (created: CreatedScanner) => void;
};

const TONES: Record<Scanner['state'], Tone> = {
  away: 'neutral',
  refused: 'bad',
  paused: 'warn',
  busy: 'accent',
  ready: 'ok',
};

export function ScannerRow({ scanner, isAdmin, onToken }: ScannerRowProps) {
  const isDraining = scanner.paused && scanner.running > 0;
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">
            <Evidence text={scanner.name} length={64} />
          </span>
          <Badge tone={TONES[scanner.state]} dot>
            {isDraining ? text.draining(scanner.running) : text.states[scanner.state]}
          </Badge>
          {scanner.labels.map((label) => (
            <Badge key={label}>{label}</Badge>
          ))}
        </p>
        <p className="mt-0.5 text-muted text-xs">
          {scanner.lastSeen ? (
            <>
              {text.lastSeen} <Age iso={scanner.lastSeen} />
            </>
          ) : (
            text.never
          )}
          {scanner.version ? ` · ${text.version} ${scanner.version}` : ''}
        </p>
        <BrowserAge browserVersion={scanner.browserVersion} />
        {scanner.allowNetworks.length > 0 ? (
          <p className="mt-0.5 text-warn text-xs">
            {text.networks} {scanner.allowNetworks.join(', ')}
          </p>
        ) : null}
        <Configuration configuration={scanner.configuration} />
      </div>
      {scanner.connected ? <Slots scanner={scanner} /> : null}
      {isAdmin ? <ScannerActions scanner={scanner} onToken={onToken} /> : null}
    </div>
  );
}

/** From then on known holes of the browser have been public for long. */
const OLD_MONTHS = 3;

function BrowserAge({ browserVersion }: { browserVersion: string }) {
  const months = browserAgeMonths(browserVersion, useNow());
  if (browserVersion === '') return null;
  return (
    <p className="mt-0.5 text-muted text-xs">
      {browserVersion.replace('HeadlessChrome/', 'Chromium ')}
      {months === null ? null : (
        <span className={cn(months >= OLD_MONTHS && 'font-medium text-warn')}>
          {' · '}
          {months >= OLD_MONTHS ? text.browserOld(months) : text.browserAge(months)}
        </span>
      )}
    </p>
  );
}

/** Of its slots, those that administrators let it use. */
function Slots({ scanner: { running, concurrency, configuration } }: { scanner: Scanner }) {
  const slots = Math.min(concurrency, configuration.atOnce ?? concurrency);
  return (
    <span className="flex flex-col items-end gap-1 pt-0.5 text-muted text-xs tabular-nums">
      {text.running(running, slots)}
      <span aria-hidden className="h-1 w-24 overflow-hidden rounded-full bg-line">
        <span
          className="block h-full rounded-full bg-accent transition-[width]"
          style={{ width: `${Math.min(100, (100 * running) / slots)}%` }}
        />
      </span>
    </span>
  );
}

function Configuration({ configuration }: Pick<Scanner, 'configuration'>) {
  const { atOnce, userAgent, language, proxy, stealth, skipCookiePrompts } = configuration;
  const set: [string, string | null][] = [
    ['atOnce', atOnce === null ? null : text.atMost(atOnce)],
    ['language', language],
    ['stealth', stealth ? strings.options.stealth : null],
    ['cookies', skipCookiePrompts ? strings.options.skipCookiePrompts : null],
    ['proxy', proxy === null ? null : text.via(proxy)],
    ['userAgent', userAgent],
  ];
  const shown = set.flatMap(([key, value]) => (value === null ? [] : [{ key, value }]));
  if (shown.length === 0) return null;
  return (
    <ul aria-label={text.configuration} className="mt-1.5 flex flex-wrap gap-1.5">
      {shown.map(({ key, value }) => (
        <li key={key} className="min-w-0">
          <Badge tone="accent">
            <Evidence text={value} length={60} />
          </Badge>
        </li>
      ))}
    </ul>
  );
}
