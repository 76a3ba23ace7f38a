import type {
  Certificate,
  ConsoleMessage,
  Cookie,
  Dialog,
  Download,
  Report,
  Scan,
} from '@webhood/contract';
import { Download as DownloadIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { HashValue } from '../../ui/evidence/hash-value.tsx';
import { shownLine } from '../../ui/evidence/shown-line.ts';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { Moment } from '../../ui/moment.tsx';
import { byteSize } from '../../ui/size.ts';
import { strings } from '../../ui/strings.ts';
import { duration } from '../../ui/time.ts';
import type { Column } from '../../ui/virtual-table.tsx';

export type DataSection = keyof typeof strings.data.sections;

export type DataTable<T> = {
  rows: readonly T[];
  columns: readonly Column<T>[];
  textOf: (row: T) => string;
  minWidth: string;
};

/** A table whose row type stays its own: `render` is called with rows and columns that fit. */
export type AnyDataTable = {
  isEmpty: boolean;
  render: (draw: <T>(table: DataTable<T>) => ReactNode) => ReactNode;
};

const { columns: names, ...text } = strings.data;

export function dataCounts(report: Report): Record<DataSection, number> {
  return {
    cookies: report.cookies.length,
    console: report.console.length,
    certificates: report.certificates.length,
    links: report.document.links.length,
    downloads: report.downloads.length,
    dialogs: report.dialogs.length,
  };
}

export function dataTable(section: DataSection, scan: Scan, report: Report): AnyDataTable {
  switch (section) {
    case 'cookies':
      return hidden(cookieTable(report.cookies));
    case 'console':
      return hidden(consoleTable(report.console));
    case 'certificates':
      return hidden(certificateTable(report.certificates));
    case 'links':
      return hidden(linkTable(report.document.links));
    case 'downloads':
      return hidden(downloadTable(report.downloads, scan, report));
    case 'dialogs':
      return hidden(dialogTable(report.dialogs));
  }
}

function hidden<T>(table: DataTable<T>): AnyDataTable {
  return { isEmpty: table.rows.length === 0, render: (draw) => draw(table) };
}

function cookieTable(rows: readonly Cookie[]): DataTable<Cookie> {
  return {
    rows,
    minWidth: '56rem',
    textOf: (row) => [row.name, row.value, row.domain, row.path].join('\n'),
    columns: [
      {
        key: 'name',
        header: names.name,
        width: 'minmax(8rem, 14rem)',
        cell: (row) => <Value value={row.name} kind="text" wrap />,
      },
      {
        key: 'value',
        header: names.value,
        width: 'minmax(12rem, 1fr)',
        cell: (row) => (
          <Value value={row.value} kind="text" wrap>
            <Evidence text={row.value} length={160} mono />
          </Value>
        ),
      },
      {
        key: 'domain',
        header: names.domain,
        width: 'minmax(9rem, 13rem)',
        cell: (row) => <Value value={row.domain} kind="domain" wrap />,
      },
      {
        key: 'path',
        header: names.path,
        width: '5rem',
        cell: (row) => <Evidence text={row.path} length={80} />,
      },
      {
        key: 'expires',
        header: names.expires,
        width: '11rem',
        cell: (row) =>
          row.expiresAt ? (
            <Moment iso={row.expiresAt} />
          ) : (
            <span className="text-faint">{text.session}</span>
          ),
      },
      {
        key: 'flags',
        header: names.flags,
        width: '10rem',
        cell: (row) => (
          <span className="flex flex-wrap gap-1">
            {row.secure ? <Badge>Secure</Badge> : null}
            {row.httpOnly ? <Badge>HttpOnly</Badge> : null}
            {row.sameSite ? <Badge>{row.sameSite}</Badge> : null}
          </span>
        ),
      },
    ],
  };
}

const LEVEL_TONES: Record<string, Tone> = { error: 'bad', exception: 'bad', warning: 'warn' };

function consoleTable(rows: readonly ConsoleMessage[]): DataTable<ConsoleMessage> {
  return {
    rows,
    minWidth: '44rem',
    textOf: (row) => [row.level, row.text, row.url ?? ''].join('\n'),
    columns: [
      {
        key: 'at',
        header: names.at,
        width: '5rem',
        end: true,
        cell: (row) => `+${duration(row.atMs)}`,
      },
      {
        key: 'level',
        header: names.level,
        width: '6rem',
        cell: (row) => (
          <Badge tone={LEVEL_TONES[row.level] ?? 'neutral'}>
            <Evidence text={row.level} length={20} />
          </Badge>
        ),
      },
      {
        key: 'text',
        header: names.text,
        width: 'minmax(16rem, 1fr)',
        cell: (row) => <Evidence text={row.text} mono className="whitespace-pre-wrap" />,
      },
      {
        key: 'source',
        header: names.source,
        width: 'minmax(10rem, 18rem)',
        cell: (row) =>
          row.url ? (
            <span className="flex min-w-0">
              <Value value={row.url} kind="url" />
              {row.line === undefined ? null : (
                <span className="text-faint">:{shownLine(row.line)}</span>
              )}
            </span>
          ) : null,
      },
    ],
  };
}

function certificateTable(rows: readonly Certificate[]): DataTable<Certificate> {
  return {
    rows,
    minWidth: '54rem',
    textOf: ({ host, tls }) =>
      [host, tls.subject, tls.issuer, ...tls.subjectAlternativeNames].join('\n'),
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
            <Evidence text={tls.subject} length={100} />
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
        cell: ({ tls }) => <Evidence text={tls.issuer} length={100} />,
      },
      {
        key: 'valid',
        header: names.valid,
        width: '12rem',
        cell: ({ tls }) => (
          <>
            <Moment iso={tls.validFrom} className="block" />
            <Moment iso={tls.validTo} className="block text-muted" />
          </>
        ),
      },
      {
        key: 'trusted',
        header: names.trusted,
        width: '7rem',
        cell: (row) =>
          row.trusted ? (
            <Badge tone="ok">{text.trusted}</Badge>
          ) : (
            <Badge tone="bad">{text.untrusted}</Badge>
          ),
      },
    ],
  };
}

type PageLink = Report['document']['links'][number];

function linkTable(rows: readonly PageLink[]): DataTable<PageLink> {
  return {
    rows,
    minWidth: '40rem',
    textOf: (row) => `${row.url}\n${row.text}`,
    columns: [
      {
        key: 'url',
        header: names.url,
        width: 'minmax(18rem, 2fr)',
        cell: (row) => <Value value={row.url} kind="url" wrap />,
      },
      {
        key: 'label',
        header: names.label,
        width: 'minmax(10rem, 1fr)',
        cell: (row) => <Evidence text={row.text} length={120} />,
      },
    ],
  };
}

function downloadTable(rows: readonly Download[], scan: Scan, report: Report): DataTable<Download> {
  const shaOfPath = new Map(report.artifacts.map(({ path, sha256 }) => [path, sha256]));
  return {
    rows,
    minWidth: '58rem',
    textOf: (row) => [row.url, row.suggestedName, row.state, row.sha256 ?? ''].join('\n'),
    columns: [
      {
        key: 'name',
        header: names.name,
        width: 'minmax(9rem, 16rem)',
        cell: (row) => <Value value={row.suggestedName} kind="text" wrap />,
      },
      {
        key: 'url',
        header: names.url,
        width: 'minmax(12rem, 1fr)',
        cell: (row) => <Value value={row.url} kind="url" wrap />,
      },
      {
        key: 'state',
        header: names.state,
        width: '6rem',
        cell: (row) => (
          <Badge tone={row.state === 'kept' ? 'ok' : 'warn'}>
            {text.downloadStates[row.state]}
          </Badge>
        ),
      },
      {
        key: 'size',
        header: names.size,
        width: '5rem',
        end: true,
        cell: (row) => byteSize(row.size),
      },
      {
        key: 'sha256',
        header: names.sha256,
        width: '9rem',
        cell: (row) => (row.sha256 ? <HashValue sha256={row.sha256} /> : null),
      },
      {
        key: 'get',
        header: strings.action.download,
        quiet: true,
        width: '7rem',
        cell: (row) => {
          const sha256 = row.path ? shaOfPath.get(row.path) : undefined;
          return sha256 ? (
            <a
              href={client.scans.urls.artifact(scan.id, sha256)}
              download={`${sha256}.zip`}
              className="inline-flex items-center gap-1 rounded-sm text-accent underline"
            >
              <DownloadIcon aria-hidden size={13} />
              {text.getZip}
            </a>
          ) : null;
        },
      },
    ],
  };
}

function dialogTable(rows: readonly Dialog[]): DataTable<Dialog> {
  return {
    rows,
    minWidth: '40rem',
    textOf: (row) => [row.kind, row.text, row.url].join('\n'),
    columns: [
      {
        key: 'at',
        header: names.at,
        width: '5rem',
        end: true,
        cell: (row) => `+${duration(row.atMs)}`,
      },
      {
        key: 'kind',
        header: names.kind,
        width: '7rem',
        cell: (row) => <Badge>{row.kind.replace('_', ' ')}</Badge>,
      },
      {
        key: 'text',
        header: names.text,
        width: 'minmax(14rem, 1fr)',
        cell: (row) => <Evidence text={row.text} />,
      },
      {
        key: 'url',
        header: names.url,
        width: 'minmax(10rem, 18rem)',
        cell: (row) => <Value value={row.url} kind="url" />,
      },
    ],
  };
}
