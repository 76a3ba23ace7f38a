import type { Report, Scan, Tally } from '@webhood/contract';
import { useState } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { HashValue } from '../../ui/evidence/hash-value.tsx';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { Section } from '../../ui/facts.tsx';
import { Select } from '../../ui/select.tsx';
import { byteSize } from '../../ui/size.ts';
import { strings } from '../../ui/strings.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import { blockedOf } from './blocked.ts';
import { Count } from './forms-panel.tsx';
import { missingName } from './missing-text.ts';
import { TabLink } from './tab-link.tsx';

const ROWS_SHOWN = 8;

export function DownloadsPanel({ scan, report }: { scan: Scan; report: Report }) {
  const { downloads } = report;
  if (downloads.length === 0) return null;
  return (
    <Section
      title={scanStrings.downloads}
      aside={
        <TabLink scanId={scan.id} tab="data" view="downloads">
          {strings.scans.open}
        </TabLink>
      }
    >
      <ul className="flex flex-col gap-2.5">
        {downloads.slice(0, ROWS_SHOWN).map((download, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the report's list never changes
          <li key={index} className="min-w-0 text-sm">
            <div className="flex min-w-0 flex-wrap items-center gap-x-2">
              <Value value={download.suggestedName} kind="text" field="filename" wrap>
                <Evidence text={download.suggestedName} length={120} className="font-medium" />
              </Value>
              <Badge tone={download.state === 'kept' ? 'ok' : 'warn'}>
                {strings.data.downloadStates[download.state]}
              </Badge>
              <span className="text-muted text-xs tabular-nums">{byteSize(download.size)}</span>
              {download.sha256 ? <HashValue sha256={download.sha256} /> : null}
            </div>
            <Value value={download.url} kind="url" className="text-xs" />
          </li>
        ))}
      </ul>
      <More hidden={downloads.length - ROWS_SHOWN} />
    </Section>
  );
}

export function BlockedPanel({ report }: { report: Report }) {
  const blocked = blockedOf(report);
  const text = scanStrings.blocked;
  if (blocked.length === 0) return null;
  return (
    <Section title={text.title} aside={<Count value={blocked.length} />}>
      <p className="-mt-1 mb-2 text-faint text-xs">{text.note}</p>
      <ul className="flex flex-col gap-1">
        {blocked.slice(0, ROWS_SHOWN).map(({ by, target, isUrl, reason }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the report's list never changes
          <li key={index} className="flex min-w-0 items-center gap-2 text-sm">
            <Badge tone="warn">{text[by]}</Badge>
            <Value value={target} kind={isUrl ? 'url' : 'domain'} className="min-w-0 flex-1" />
            <Evidence
              text={reason}
              length={0}
              className="max-w-[45%] truncate text-muted text-xs"
            />
          </li>
        ))}
      </ul>
      <More hidden={blocked.length - ROWS_SHOWN} />
    </Section>
  );
}

export function MissingPanel({ report }: { report: Report }) {
  if (report.missing.length === 0) return null;
  return (
    <Section title={scanStrings.missingTitle} aside={<Count value={report.missing.length} />}>
      <ul className="flex flex-col gap-1.5 text-sm">
        {report.missing.slice(0, 4 * ROWS_SHOWN).map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the report's list never changes
          <li key={index} className="min-w-0">
            <Evidence text={missingName(each.what)} length={80} className="font-medium" />
            <span className="text-muted">
              {' – '}
              <Evidence text={each.detail} />
              {each.dropped === undefined ? '' : ` (${scanStrings.dropped(each.dropped)})`}
            </span>
          </li>
        ))}
      </ul>
      <More hidden={report.missing.length - 4 * ROWS_SHOWN} />
    </Section>
  );
}

export function SecurityHeadersPanel({ report }: { report: Report }) {
  const { present, absent } = report.summary.securityHeaders;
  const text = scanStrings.security;
  if (present.length + absent.length === 0) return null;
  return (
    <Section title={text.title}>
      <dl className="flex flex-col gap-1 text-xs">
        {present.map(({ name, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a header may come twice
          <div key={index} className="min-w-0">
            <dt className="inline font-medium">
              <Evidence text={name} length={80} />:{' '}
            </dt>
            <dd className="inline text-muted">
              <Evidence text={value} length={140} mono />
            </dd>
          </div>
        ))}
        {absent.length > 0 ? (
          <div className="flex flex-wrap items-center gap-1 pt-1">
            <dt className="text-faint">{text.absent}:</dt>
            {absent.map((name) => (
              <dd key={name} className="min-w-0 max-w-full">
                <Badge>
                  <Evidence text={name} length={0} />
                </Badge>
              </dd>
            ))}
          </div>
        ) : null}
      </dl>
    </Section>
  );
}

const COMPOSITIONS = ['byType', 'byApexDomain', 'byServer', 'byProtocol', 'byTls', 'byIp'] as const;
type Composition = (typeof COMPOSITIONS)[number];
const VALUE_KINDS = { byApexDomain: 'domain', byIp: 'ip' } as const;
const BARS_SHOWN = 10;

/** The requests counted by what they have in common. */
export function CompositionPanel({ report }: { report: Report }) {
  const [by, setBy] = useState<Composition>('byType');
  const text = scanStrings.composition;
  const tallies = report.summary.stats[by];
  if (report.summary.stats.requests === 0) return null;
  const most = Math.max(1, ...tallies.map(({ count }) => count));
  return (
    <Section
      title={text.title}
      aside={
        <Select
          aria-label={text.title}
          value={by}
          onChange={(event) => setBy(event.target.value as Composition)}
        >
          {COMPOSITIONS.map((each) => (
            <option key={each} value={each}>
              {text[each]}
            </option>
          ))}
        </Select>
      }
    >
      <ul className="flex flex-col gap-1.5">
        {tallies.slice(0, BARS_SHOWN).map((tally, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: cut names may be the same
          <TallyRow key={index} tally={tally} by={by} most={most} />
        ))}
      </ul>
      <More hidden={tallies.length - BARS_SHOWN} />
    </Section>
  );
}

function TallyRow({ tally, by, most }: { tally: Tally; by: Composition; most: number }) {
  const kind = by in VALUE_KINDS ? VALUE_KINDS[by as keyof typeof VALUE_KINDS] : undefined;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_4rem_2.5rem_3.5rem] items-center gap-2 text-xs">
      {kind ? (
        <Value value={tally.name} kind={kind} />
      ) : (
        <Evidence text={tally.name || '–'} length={0} className="truncate" />
      )}
      <span aria-hidden className="h-1 overflow-hidden rounded-full bg-line">
        <span
          className="block h-full rounded-full bg-accent"
          style={{ width: `${(100 * tally.count) / most}%` }}
        />
      </span>
      <span className="text-right text-muted tabular-nums">{tally.count}</span>
      <span className="text-right text-faint tabular-nums">{byteSize(tally.size)}</span>
    </li>
  );
}

function More({ hidden }: { hidden: number }) {
  if (hidden <= 0) return null;
  return <p className="mt-2 text-faint text-xs">{scanStrings.blocked.more(hidden)}</p>;
}
