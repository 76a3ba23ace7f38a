/** Who was talked to: certificates, addresses and domains. */
import type { Certificate, IpFacts, Report, Tally } from '@webhood/contract';
import { Badge } from '../../../ui/badge.tsx';
import { Evidence } from '../../../ui/evidence/evidence.tsx';
import { HashValue } from '../../../ui/evidence/hash-value.tsx';
import { Value } from '../../../ui/evidence/value-menu.tsx';
import { Moment } from '../../../ui/moment.tsx';
import { byteSize } from '../../../ui/size.ts';
import { strings } from '../../../ui/strings.ts';
import { scanStrings } from '../../../ui/strings-scan.ts';
import { Country } from '../key-facts.tsx';
import { certificateAgeDays } from '../report-facts.ts';
import type { DataTable } from './data-table.tsx';

const { columns: names, trusted, untrusted } = strings.data;
const text = scanStrings.data;
const HOSTS_SHOWN = 6;

export function certificateTable(report: Report): DataTable<Certificate> {
  return {
    rows: report.certificates,
    minWidth: '62rem',
    textOf: ({ host, tls, chain }) =>
      [
        host,
        tls.subject,
        tls.issuer,
        ...tls.subjectAlternativeNames,
        ...chain.flatMap(({ subject, sha256, serialNumber }) => [subject, sha256, serialNumber]),
      ].join('\n'),
    pinOf: ({ tls, host }) => ({
      value: tls.subject,
      kind: 'text',
      field: 'cert.subject',
      label: host,
    }),
    columns: [
      {
        key: 'host',
        header: names.host,
        width: 'minmax(9rem, 14rem)',
        cell: (row) => <Value value={row.host} kind="domain" wrap />,
      },
      {
        key: 'subject',
        header: names.subject,
        width: 'minmax(10rem, 1fr)',
        cell: ({ tls }) => (
          <>
            <Value value={tls.subject} kind="text" field="cert.subject" wrap>
              <Evidence text={tls.subject} length={100} />
            </Value>
            <span className="block text-faint">
              <Evidence text={tls.subjectAlternativeNames.join(', ')} length={120} />
            </span>
          </>
        ),
      },
      {
        key: 'issuer',
        header: names.issuer,
        width: 'minmax(8rem, 14rem)',
        cell: ({ tls }) => (
          <Value value={tls.issuer} kind="text" field="cert.issuer" wrap>
            <Evidence text={tls.issuer} length={100} />
          </Value>
        ),
      },
      {
        key: 'valid',
        header: names.valid,
        width: '12rem',
        cell: (row) => <Validity certificate={row} scannedAt={report.scan.startedAt} />,
      },
      {
        key: 'trusted',
        header: names.trusted,
        width: '7rem',
        cell: (row) => (
          <Badge tone={row.trusted ? 'ok' : 'bad'}>{row.trusted ? trusted : untrusted}</Badge>
        ),
      },
      {
        key: 'chain',
        header: text.columns.chain,
        width: '14rem',
        cell: ({ chain }) => <Chain chain={chain} />,
      },
    ],
  };
}

function Validity({ certificate, scannedAt }: { certificate: Certificate; scannedAt: string }) {
  const days = certificateAgeDays(certificate, scannedAt);
  return (
    <>
      <Moment iso={certificate.tls.validFrom} className="block" />
      <Moment iso={certificate.tls.validTo} className="block text-muted" />
      {days === null ? null : (
        <span className="block text-faint">{strings.scan.fact.certificateAge(days)}</span>
      )}
    </>
  );
}

function Chain({ chain }: Pick<Certificate, 'chain'>) {
  if (chain.length === 0) return <span className="text-faint">–</span>;
  return (
    <details>
      <summary className="rounded-sm text-accent">{text.chainOf(chain.length)}</summary>
      <ol className="mt-1 flex flex-col gap-1.5">
        {chain.map((link, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: servers send a certificate twice
          <li key={index}>
            <Evidence text={link.subject} length={80} className="block" />
            <HashValue sha256={link.sha256} />
            <span className="block text-faint">
              <Evidence text={link.serialNumber} length={60} mono />
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}

export function addressTable(report: Report): DataTable<IpFacts> {
  return {
    rows: report.addresses,
    minWidth: '44rem',
    textOf: (row) =>
      [row.ip, `AS${row.asn ?? ''}`, row.asName ?? '', row.country ?? '', ...row.hosts].join('\n'),
    pinOf: (row) => ({ value: row.ip, kind: 'ip', label: row.asName ?? '' }),
    columns: [
      {
        key: 'ip',
        header: text.columns.ip,
        width: 'minmax(9rem, 16rem)',
        cell: (row) => <Value value={row.ip} kind="ip" wrap />,
      },
      {
        key: 'asn',
        header: text.columns.asn,
        width: 'minmax(10rem, 1fr)',
        cell: (row) =>
          row.asn === undefined ? null : (
            <Value value={`AS${row.asn}`} kind="text" field="asn" wrap>
              AS{row.asn} <Evidence text={row.asName ?? ''} length={80} className="text-muted" />
            </Value>
          ),
      },
      {
        key: 'country',
        header: text.columns.country,
        width: '11rem',
        cell: (row) =>
          row.country ? (
            <Value value={row.country} kind="text" field="country">
              <Country code={row.country} />
            </Value>
          ) : null,
      },
      {
        key: 'hosts',
        header: text.columns.hosts,
        width: 'minmax(10rem, 1fr)',
        cell: (row) => (
          <span className="flex min-w-0 flex-col">
            {row.hosts.slice(0, HOSTS_SHOWN).map((host) => (
              <Value key={host} value={host} kind="domain" wrap />
            ))}
            {row.hosts.length > HOSTS_SHOWN ? (
              <span className="text-faint">
                {scanStrings.blocked.more(row.hosts.length - HOSTS_SHOWN)}
              </span>
            ) : null}
          </span>
        ),
      },
    ],
  };
}

export function domainTable({ summary }: Report): DataTable<Tally> {
  return {
    rows: summary.stats.byDomain,
    minWidth: '36rem',
    textOf: (row) => row.name,
    pinOf: (row) => ({ value: row.name, kind: 'domain' }),
    columns: [
      {
        key: 'name',
        header: names.domain,
        width: 'minmax(12rem, 1fr)',
        cell: (row) => <Value value={row.name} kind="domain" wrap />,
      },
      {
        key: 'count',
        header: text.columns.requests,
        width: '6rem',
        end: true,
        cell: (row) => row.count.toLocaleString('en'),
      },
      {
        key: 'size',
        header: names.size,
        width: '6rem',
        end: true,
        cell: (row) => byteSize(row.size),
      },
      {
        key: 'transferred',
        header: text.columns.transferred,
        width: '7rem',
        end: true,
        cell: (row) => byteSize(row.transferredBytes),
      },
    ],
  };
}
