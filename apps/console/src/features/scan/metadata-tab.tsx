import type { Artifact, GuardConnection, Report, Scan, ScanOptions } from '@webhood/contract';
import { Copy, Download } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { HashValue } from '../../ui/evidence/hash-value.tsx';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { Fact, Facts, Section } from '../../ui/facts.tsx';
import { Moment } from '../../ui/moment.tsx';
import { byteSize } from '../../ui/size.ts';
import { strings } from '../../ui/strings.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import { duration } from '../../ui/time.ts';
import { VirtualTable } from '../../ui/virtual-table.tsx';
import type { TabProps } from './tab-props.ts';

const text = strings.metadata;
const more = scanStrings.metadata;
const ROW_HEIGHT = 30;

type PartProps = Pick<TabProps, 'scan' | 'report'>;

export function MetadataTab({ scan, report }: TabProps) {
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
      <ScanFacts scan={scan} report={report} />
      <OptionFacts options={scan.options} />
      <ScannerFacts report={report} />
      <TimingFacts scan={scan} report={report} />
      <Artifacts scan={scan} artifacts={report.artifacts} />
      <Connections connections={report.connections} />
    </div>
  );
}

function ScanFacts({ scan, report }: PartProps) {
  return (
    <Section title={text.scan}>
      <Facts>
        <Fact name={text.id}>
          <Value value={scan.id} kind="text" wrap />
        </Fact>
        <Fact name={text.slug}>
          <Value value={scan.slug} kind="text" wrap />
        </Fact>
        <Fact name={text.by}>
          {scan.submittedBy.name}
          {scan.submittedBy.kind === 'token' ? ` (${text.token})` : ''}
        </Fact>
        <Fact name={text.visibility}>{strings.options.visibilities[scan.visibility]}</Fact>
        <Fact name={text.created}>
          <Moment iso={scan.created} />
        </Fact>
        <Fact name={text.started}>
          <Moment iso={report.scan.startedAt} />
        </Fact>
        <Fact name={text.finished}>
          <Moment iso={report.scan.finishedAt} />
        </Fact>
        <Fact name={text.attempt}>{scan.attempt}</Fact>
        <Fact name={more.outcome}>
          {report.outcome.status === 'error'
            ? strings.failures[report.outcome.code]
            : strings.states.done}
        </Fact>
        <Fact name={more.completeness}>
          {report.outcome.status === 'done' ? report.outcome.completeness : null}
        </Fact>
        <Fact name={more.reportVersion}>{report.version}</Fact>
      </Facts>
    </Section>
  );
}

function OptionFacts({ options }: { options: ScanOptions }) {
  const label = strings.options;
  const yesNo = (value: boolean) => (value ? text.yes : text.no);
  return (
    <Section title={text.options}>
      <Facts>
        <Fact name={label.rate}>{label.rates[options.rate]}</Fact>
        <Fact name={label.device}>{label.devices[options.device]}</Fact>
        <Fact name={label.viewport}>
          {options.viewport ? `${options.viewport.width} × ${options.viewport.height}` : null}
        </Fact>
        <Fact name={label.fullPage}>{yesNo(options.fullPage)}</Fact>
        <Fact name={label.earlyScreenshot}>{yesNo(options.earlyScreenshot)}</Fact>
        <Fact name={label.javascript}>{yesNo(options.javascript)}</Fact>
        <Fact name={label.stealth}>{yesNo(options.stealth)}</Fact>
        <Fact name={label.skipCookiePrompts}>{yesNo(options.skipCookiePrompts)}</Fact>
        <Fact name={label.timeout}>{options.timeoutMs / 1_000}</Fact>
        <Fact name={label.userAgent}>
          {options.userAgent ? <Evidence text={options.userAgent} /> : null}
        </Fact>
        <Fact name={label.language}>{options.language}</Fact>
        <Fact name={label.timeZone}>{options.timeZone}</Fact>
        <Fact name={label.referer}>
          {options.referer ? <Value value={options.referer} kind="url" wrap /> : null}
        </Fact>
        <Fact name={label.proxy}>
          {options.proxy ? <Evidence text={options.proxy} mono /> : null}
        </Fact>
        <Fact name={label.headers}>
          {options.headers ? (
            <Evidence text={Object.keys(options.headers).join(', ')} mono />
          ) : null}
        </Fact>
        <Fact name={label.cookies}>
          {options.cookies ? (
            <Evidence text={options.cookies.map(({ name }) => name).join(', ')} mono />
          ) : null}
        </Fact>
      </Facts>
    </Section>
  );
}

function ScannerFacts({ report }: { report: Report }) {
  const { scanner } = report.scan;
  return (
    <Section title={text.scanner}>
      <Facts>
        <Fact name={text.name}>
          <Evidence text={scanner.name} length={100} />
        </Fact>
        <Fact name={text.version}>
          <Evidence text={scanner.version} length={100} />
        </Fact>
        <Fact name={text.browser}>
          <Evidence text={scanner.browser} length={100} />
        </Fact>
        <Fact name={text.userAgent}>
          <Value value={scanner.userAgent} kind="text" wrap />
        </Fact>
      </Facts>
    </Section>
  );
}

function TimingFacts({ scan, report }: PartProps) {
  const { timings } = report;
  const at = (ms: number | null): ReactNode => (ms === null ? text.never : duration(ms));
  return (
    <Section title={text.timings}>
      <Facts className="tabular-nums">
        <Fact name={text.domContentLoaded}>{at(timings.domContentLoadedMs)}</Fact>
        <Fact name={text.load}>{at(timings.loadMs)}</Fact>
        <Fact name={text.settled}>
          {at(timings.settledMs)}{' '}
          <span className="text-muted">({strings.scan.settledBy[timings.settledBy]})</span>
        </Fact>
        <Fact name={text.total}>{at(timings.totalMs)}</Fact>
        <Fact name={more.waited}>{span(scan.created, report.scan.startedAt)}</Fact>
        <Fact name={more.ran}>{span(report.scan.startedAt, report.scan.finishedAt)}</Fact>
      </Facts>
    </Section>
  );
}

/** As `sha256sum` writes it, to be checked with `sha256sum -c`. */
function hashList(artifacts: readonly Artifact[]): string {
  return artifacts.map(({ sha256, path }) => `${sha256}  ${path}`).join('\n');
}

function Artifacts({ scan, artifacts }: { scan: Scan; artifacts: readonly Artifact[] }) {
  const [all, setAll] = useState(false);
  const bodies = artifacts.filter(({ kind }) => kind === 'body');
  const shown = all ? artifacts : artifacts.filter(({ kind }) => kind !== 'body');
  const bodyBytes = bodies.reduce((sum, { size }) => sum + size, 0);
  return (
    <Section
      title={text.artifacts}
      className="lg:col-span-2"
      aside={
        <span className="flex flex-wrap items-center gap-2 text-faint text-xs">
          {bodies.length > 0 && !all ? (
            <>
              {text.bodies(bodies.length, byteSize(bodyBytes))}
              <Button tone="ghost" className="h-6 px-2 text-xs" onClick={() => setAll(true)}>
                {text.showBodies}
              </Button>
            </>
          ) : null}
          <Button
            tone="ghost"
            icon={Copy}
            className="h-6 px-2 text-xs"
            onClick={() => void copyText(hashList(artifacts))}
          >
            {more.copyHashes}
          </Button>
        </span>
      }
    >
      <VirtualTable
        label={text.artifacts}
        rows={shown}
        rowKey={(row) => row.path}
        rowHeight={ROW_HEIGHT}
        minWidth="21rem"
        className="-m-4 max-h-96"
        columns={[
          {
            key: 'path',
            header: text.file,
            width: 'minmax(7.5rem, 1fr)',
            cell: ({ path }) => <span className="font-mono">{path}</span>,
          },
          {
            key: 'mediaType',
            header: text.mediaType,
            // 12rem, or nothing on a screen narrower than 40rem.
            width: 'clamp(0rem, (100vw - 40rem) * 100, 12rem)',
            roomy: true,
            cell: ({ mediaType }) => <Evidence text={mediaType} length={0} />,
          },
          {
            key: 'size',
            header: text.size,
            width: '4.5rem',
            end: true,
            cell: ({ size }) => byteSize(size),
          },
          {
            key: 'sha256',
            header: 'SHA-256',
            width: 'minmax(6rem, 9rem)',
            cell: ({ sha256 }) => <HashValue sha256={sha256} />,
          },
          {
            key: 'get',
            header: strings.action.download,
            quiet: true,
            width: '2.75rem',
            cell: ({ path, sha256 }) => (
              <a
                href={client.scans.urls.artifact(scan.id, sha256)}
                download={path.replaceAll('/', '-')}
                aria-label={text.get(path)}
                title={text.get(path)}
                className="inline-flex size-6 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-text"
              >
                <Download aria-hidden size={14} />
              </a>
            ),
          },
        ]}
      />
    </Section>
  );
}

/** From one moment to another, as far as the clocks agree. */
function span(from: string, to: string): string {
  return duration(Date.parse(to) - Date.parse(from));
}

const VERDICT_TONES = { allowed: 'ok', refused: 'warn', failed: 'bad' } as const;

function Connections({ connections }: { connections: readonly GuardConnection[] }) {
  if (connections.length === 0) return null;
  return (
    <Section title={text.connections} className="lg:col-span-2">
      <p className="-mt-1 mb-3 text-faint text-xs">{text.connectionsHint}</p>
      <VirtualTable
        label={text.connections}
        rows={connections}
        rowKey={(_, index) => index}
        rowHeight={ROW_HEIGHT}
        minWidth="50rem"
        className="-mx-4 -mb-4 max-h-96 border-line border-t"
        columns={[
          {
            key: 'host',
            header: text.host,
            width: 'minmax(12rem, 1fr)',
            cell: ({ host, port }) => (
              <span className="flex min-w-0">
                <Value value={host} kind="domain" />
                <span className="text-faint">:{port}</span>
              </span>
            ),
          },
          {
            key: 'verdict',
            header: text.verdict,
            width: '12rem',
            cell: ({ verdict, rule }) => (
              <span className="flex items-center gap-1.5">
                <Badge tone={VERDICT_TONES[verdict]}>{text.verdicts[verdict]}</Badge>
                {rule ? <Evidence text={rule} length={0} className="truncate text-muted" /> : null}
              </span>
            ),
          },
          {
            key: 'address',
            header: text.address,
            width: '13rem',
            cell: ({ address, addresses, upstream }) => {
              const ip = address ?? addresses[0];
              if (ip) return <Value value={ip} kind="ip" />;
              return upstream ? <span className="text-faint">{text.resolvedByProxy}</span> : null;
            },
          },
          {
            key: 'traffic',
            header: text.traffic,
            width: '9rem',
            end: true,
            cell: ({ bytesIn, bytesOut }) => `${byteSize(bytesIn)} / ${byteSize(bytesOut)}`,
          },
          {
            key: 'time',
            header: text.time,
            width: '5rem',
            end: true,
            cell: ({ durationMs }) => duration(durationMs),
          },
        ]}
      />
    </Section>
  );
}
