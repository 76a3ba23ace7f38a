import type { Report, Scan } from '@webhood/contract';
import { Badge } from '../../ui/badge.tsx';
import { hostOf } from '../../ui/evidence/defang.ts';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { HashValue } from '../../ui/evidence/hash-value.tsx';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { byteSize } from '../../ui/size.ts';
import { strings } from '../../ui/strings.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import { duration } from '../../ui/time.ts';
import type { ReportFacts } from './report-facts.ts';

const { fact, settledBy } = strings.scan;
const text = scanStrings.facts;

type KeyFactsProps = { scan: Scan; report: Report; facts: ReportFacts };

/** What an analyst asks of a page first, each value with its menu. */
export function KeyFacts({ scan, report, facts }: KeyFactsProps) {
  const { page } = report.summary;
  const host = hostOf(report.scan.finalUrl);
  return (
    <Facts>
      <Fact name={fact.title}>
        {scan.title ? (
          <Value value={scan.title} kind="text" field="title" wrap>
            <Evidence text={scan.title} />
          </Value>
        ) : null}
      </Fact>
      <Fact name={fact.domain}>{host ? <Value value={host} kind="domain" wrap /> : null}</Fact>
      <Fact name={text.apex}>
        {page.apexDomain && page.apexDomain !== host ? (
          <Value value={page.apexDomain} kind="domain" wrap />
        ) : null}
      </Fact>
      <Fact name={fact.ip}>{page.ip ? <Value value={page.ip} kind="ip" wrap /> : null}</Fact>
      <NetworkFact page={page} />
      <Fact name={text.country}>
        {page.country ? (
          <Value value={page.country} kind="text" field="country">
            <Country code={page.country} />
          </Value>
        ) : null}
      </Fact>
      <Fact name={fact.status}>
        {facts.document?.response ? (
          <Evidence
            text={`${facts.document.response.status} ${facts.document.response.statusText}`.trim()}
            length={80}
          />
        ) : null}
      </Fact>
      <Fact name={fact.server}>
        {page.server ? (
          <Value value={page.server} kind="text" field="server" wrap>
            <Evidence text={page.server} length={80} />
          </Value>
        ) : null}
      </Fact>
      <CertificateFact report={report} facts={facts} />
      <Fact name={fact.mediaType}>
        {report.document.mediaType ? <Evidence text={report.document.mediaType} /> : null}
      </Fact>
      <Fact name={fact.language}>
        {report.document.language ? <Evidence text={report.document.language} /> : null}
      </Fact>
      <FaviconFact report={report} />
      <TrafficFacts report={report} facts={facts} />
    </Facts>
  );
}

function NetworkFact({ page }: { page: Report['summary']['page'] }) {
  if (page.asn === undefined) return null;
  return (
    <Fact name={text.network}>
      <Value value={`AS${page.asn}`} kind="text" field="asn" wrap>
        AS{page.asn} <Evidence text={page.asName ?? ''} length={80} className="text-muted" />
      </Value>
    </Fact>
  );
}

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

/** `FI` with its name; a code that is none stays as it came. */
export function Country({ code }: { code: string }) {
  if (!/^[A-Z]{2}$/.test(code)) return <Evidence text={code} length={20} />;
  return (
    <>
      {countryNames.of(code)} <span className="text-muted">{code}</span>
    </>
  );
}

function CertificateFact({ report, facts }: { report: Report; facts: ReportFacts }) {
  const { certificate } = facts;
  const { tlsAgeDays, tlsValidDays, tlsIssuer } = report.summary.page;
  const issuer = certificate?.tls.issuer ?? tlsIssuer;
  if (!issuer) return null;
  return (
    <Fact name={fact.certificate}>
      <Value value={issuer} kind="text" field="cert.issuer" wrap>
        <Evidence text={issuer} length={80} />
      </Value>
      {certificate && !certificate.trusted ? (
        <Badge tone="bad" className="ml-1.5">
          {fact.untrusted}
        </Badge>
      ) : null}
      <span className="block text-faint text-xs">
        {[
          tlsAgeDays === undefined || tlsAgeDays < 0 ? '' : fact.certificateAge(tlsAgeDays),
          tlsValidDays === undefined ? '' : text.validity(tlsValidDays),
        ]
          .filter(Boolean)
          .join(', ')}
      </span>
    </Fact>
  );
}

function FaviconFact({ report }: { report: Report }) {
  const { favicon } = report.document;
  if (!favicon) return null;
  return (
    <Fact name={text.favicon}>
      <HashValue sha256={favicon.sha256} />
      <span className="block text-faint text-xs">
        <Value value={String(favicon.murmur3)} kind="text">
          <span className="font-mono">murmur3 {favicon.murmur3}</span>
        </Value>
      </span>
    </Fact>
  );
}

function TrafficFacts({ report, facts }: { report: Report; facts: ReportFacts }) {
  const { stats } = report.summary;
  return (
    <>
      <Fact name={fact.redirects}>{report.redirects.length}</Fact>
      <Fact name={fact.requests}>
        <span className="flex flex-wrap items-center gap-1.5">
          {facts.requests}
          {facts.failed > 0 ? <Badge tone="bad">{fact.failed(facts.failed)}</Badge> : null}
          {facts.blocked > 0 ? <Badge tone="warn">{fact.blocked(facts.blocked)}</Badge> : null}
        </span>
      </Fact>
      <Fact name={text.https}>{`${Math.round(stats.securePercent)} %`}</Fact>
      <Fact name={fact.transferred}>{byteSize(facts.transferredBytes)}</Fact>
      <Fact name={text.visibleText}>{text.characters(report.document.textLength)}</Fact>
      <Fact name={text.links}>{stats.links}</Fact>
      <Fact name={fact.duration}>
        {duration(report.timings.totalMs)}
        <span className="text-muted">, {settledBy[report.timings.settledBy]}</span>
      </Fact>
    </>
  );
}
