import { useMemo } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { Section } from '../../ui/facts.tsx';
import { strings } from '../../ui/strings.ts';
import { FindingsPanel } from './findings-panel.tsx';
import { Count, FormsPanel } from './forms-panel.tsx';
import { KeyFacts } from './key-facts.tsx';
import {
  BlockedPanel,
  CompositionPanel,
  DownloadsPanel,
  MissingPanel,
  SecurityHeadersPanel,
} from './overview-panels.tsx';
import { type ReportFacts, reportFacts } from './report-facts.ts';
import { FailedScan } from './scan-without-report.tsx';
import { Screenshot } from './screenshot.tsx';
import type { TabProps } from './tab-props.ts';

const text = strings.scan;

export function OverviewTab({ scan, report }: TabProps) {
  const facts = useMemo(() => reportFacts(report), [report]);
  return (
    <div className="flex flex-col gap-4">
      <FindingsPanel scan={scan} report={report} />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_23rem]">
        <div className="flex min-w-0 flex-col gap-4">
          {scan.state === 'error' ? (
            <div className="panel">
              <FailedScan scan={scan} />
            </div>
          ) : null}
          {scan.state === 'error' && scan.screenshots.length === 0 ? null : (
            <Screenshot scan={scan} report={report} />
          )}
          <FormsPanel forms={report.document.forms} pageUrl={report.document.url} />
          <DownloadsPanel scan={scan} report={report} />
          <BlockedPanel report={report} />
          <MissingPanel report={report} />
          <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
            <CompositionPanel report={report} />
            <SecurityHeadersPanel report={report} />
          </div>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Section title={text.facts}>
            <KeyFacts scan={scan} report={report} facts={facts} />
          </Section>
          <Hosts facts={facts} />
        </div>
      </div>
    </div>
  );
}

/** The ones asked most; the network log has them all. */
const HOSTS_SHOWN = 12;

function Hosts({ facts }: { facts: ReportFacts }) {
  if (facts.hosts.length === 0) return null;
  const most = Math.max(...facts.hosts.map(({ requests }) => requests));
  const reached = facts.hosts.filter((each) => each.reached).length;
  return (
    <Section title={text.fact.domains} aside={<Count value={reached} />}>
      <ul className="flex flex-col gap-1.5">
        {facts.hosts.slice(0, HOSTS_SHOWN).map(({ host, requests, reached: wasReached }) => (
          <li key={host} className="flex items-center gap-3 text-sm">
            <Value value={host} kind="domain" className="min-w-0 flex-1" />
            {wasReached ? null : <Badge tone="warn">{text.fact.notReached}</Badge>}
            <span aria-hidden className="h-1 w-16 overflow-hidden rounded-full bg-line">
              <span
                className="block h-full rounded-full bg-accent"
                style={{ width: `${(100 * requests) / most}%` }}
              />
            </span>
            <span className="w-8 text-right text-muted text-xs tabular-nums">{requests}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
