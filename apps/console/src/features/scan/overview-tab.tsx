import type { Report, Scan } from '@webhood/contract';
import { useMemo } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { hostOf } from '../../ui/evidence/defang.ts';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { Fact, Facts, Section } from '../../ui/facts.tsx';
import { byteSize } from '../../ui/size.ts';
import { strings } from '../../ui/strings.ts';
import { duration } from '../../ui/time.ts';
import { certificateAgeDays, headerOf, type ReportFacts, reportFacts } from './report-facts.ts';
import { FailedScan } from './scan-without-report.tsx';
import { Screenshot } from './screenshot.tsx';
import type { TabProps } from './tab-props.ts';

const text = strings.scan;

export function OverviewTab({ scan, report }: TabProps) {
  const facts = useMemo(() => reportFacts(report), [report]);
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="flex min-w-0 flex-col gap-4">
        {scan.state === 'error' ? (
          <div className="panel">
            <FailedScan scan={scan} />
          </div>
        ) : null}
        {scan.state === 'error' && scan.screenshots.length === 0 ? null : (
          <Screenshot scan={scan} />
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <Section title={text.facts}>
          <KeyFacts scan={scan} report={report} facts={facts} />
        </Section>
        <Hosts facts={facts} />
      </div>
    </div>
  );
}

type KeyFactsProps = { scan: Scan; report: Report; facts: ReportFacts };

function KeyFacts({ scan, report, facts }: KeyFactsProps) {
  const { document: page } = facts;
  const host = hostOf(report.scan.finalUrl);
  const ip = page?.response?.remoteAddress?.ip;
  const server = headerOf(page, 'server');
  const { fact } = text;
  return (
    <Facts>
      <Fact name={fact.title}>{scan.title ? <Evidence text={scan.title} /> : null}</Fact>
      <Fact name={fact.domain}>{host ? <Value value={host} kind="domain" wrap /> : null}</Fact>
      <Fact name={fact.ip}>{ip ? <Value value={ip} kind="ip" wrap /> : null}</Fact>
      <Fact name={fact.status}>
        {page?.response ? `${page.response.status} ${page.response.statusText}`.trim() : null}
      </Fact>
      <Fact name={fact.server}>{server ? <Evidence text={server} length={80} /> : null}</Fact>
      <CertificateFact report={report} facts={facts} />
      <Fact name={fact.mediaType}>
        {report.document.mediaType ? <Evidence text={report.document.mediaType} /> : null}
      </Fact>
      <Fact name={fact.language}>
        {report.document.language ? <Evidence text={report.document.language} /> : null}
      </Fact>
      <Fact name={fact.redirects}>{report.redirects.length}</Fact>
      <Fact name={fact.requests}>
        <span className="flex flex-wrap items-center gap-1.5">
          {facts.requests}
          {facts.failed > 0 ? <Badge tone="bad">{fact.failed(facts.failed)}</Badge> : null}
          {facts.blocked > 0 ? <Badge tone="warn">{fact.blocked(facts.blocked)}</Badge> : null}
        </span>
      </Fact>
      <Fact name={fact.transferred}>{byteSize(facts.transferredBytes)}</Fact>
      <Fact name={fact.duration}>{duration(report.timings.totalMs)}</Fact>
      <Fact name={fact.settled}>{text.settledBy[report.timings.settledBy]}</Fact>
      <Fact name={fact.downloads}>{report.downloads.length || null}</Fact>
      <Fact name={fact.dialogs}>{report.dialogs.length || null}</Fact>
    </Facts>
  );
}

function CertificateFact({ report, facts }: { report: Report; facts: ReportFacts }) {
  const { certificate } = facts;
  if (!certificate) return null;
  const days = certificateAgeDays(certificate, report.scan.startedAt);
  return (
    <Fact name={text.fact.certificate}>
      <Evidence text={certificate.tls.issuer} length={80} />
      {certificate.trusted ? null : (
        <Badge tone="bad" className="ml-1.5">
          {text.fact.untrusted}
        </Badge>
      )}
      {days === null ? null : (
        <span className="block text-faint text-xs">{text.fact.certificateAge(days)}</span>
      )}
    </Fact>
  );
}

/** The ones asked most; the network log has them all. */
const HOSTS_SHOWN = 12;

function Hosts({ facts }: { facts: ReportFacts }) {
  if (facts.hosts.length === 0) return null;
  const most = Math.max(...facts.hosts.map(({ requests }) => requests));
  const reached = facts.hosts.filter((each) => each.reached).length;
  return (
    <Section
      title={text.fact.domains}
      aside={<span className="text-faint text-xs tabular-nums">{reached}</span>}
    >
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
