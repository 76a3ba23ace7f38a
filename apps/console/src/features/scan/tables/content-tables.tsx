/** What was sent and received: hashes of content, messages of streams, downloads. */
import type { Download, Exchange, Report, StreamMessages } from '@webhood/contract';
import { Download as DownloadIcon } from 'lucide-react';
import { client } from '../../../api/client.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Evidence } from '../../../ui/evidence/evidence.tsx';
import { HashValue } from '../../../ui/evidence/hash-value.tsx';
import { Value } from '../../../ui/evidence/value-menu.tsx';
import { byteSize } from '../../../ui/size.ts';
import { strings } from '../../../ui/strings.ts';
import { scanStrings } from '../../../ui/strings-scan.ts';
import type { DataTable, TableSource } from './data-table.tsx';
import { timeColumn } from './time-column.tsx';

const { columns: names, downloadStates, getZip } = strings.data;
const text = scanStrings.data;

type HashRow = { sha256: string; url: string; type: string; size: number };

export function hashTable({ exchanges, downloads, artifacts }: Report): DataTable<HashRow> {
  const rows = new Map<string, HashRow>();
  const add = (row: HashRow) => {
    if (!rows.has(row.sha256)) rows.set(row.sha256, row);
  };
  for (const { request, response, body } of exchanges) {
    if (!body?.sha256) continue;
    const type = body.detectedType ?? response?.mediaType ?? '';
    add({ sha256: body.sha256, url: request.url, type, size: body.size ?? 0 });
  }
  for (const { sha256, url, mediaType, size } of downloads) {
    if (sha256) add({ sha256, url, type: mediaType ?? '', size });
  }
  for (const { kind, sha256, path, mediaType, size } of artifacts) {
    if (kind !== 'body') add({ sha256, url: path, type: mediaType, size });
  }
  return {
    rows: [...rows.values()],
    minWidth: '52rem',
    textOf: (row) => [row.sha256, row.url, row.type].join('\n'),
    pinOf: (row) => ({ value: row.sha256, kind: 'hash', label: row.url }),
    columns: [
      {
        key: 'sha256',
        header: names.sha256,
        width: '32rem',
        cell: (row) => <HashValue sha256={row.sha256} full />,
      },
      {
        key: 'url',
        header: text.columns.from,
        width: 'minmax(12rem, 1fr)',
        cell: (row) => <Value value={row.url} kind="url" />,
      },
      {
        key: 'type',
        header: text.columns.detected,
        width: '11rem',
        cell: (row) => <Evidence text={row.type} length={60} />,
      },
      {
        key: 'size',
        header: names.size,
        width: '5rem',
        end: true,
        cell: (row) => byteSize(row.size),
      },
    ],
  };
}

type MessageRow = StreamMessages['items'][number] & { exchange: Exchange };

export function streamTable({ exchanges }: Report): DataTable<MessageRow> {
  const rows = exchanges.flatMap((exchange) =>
    (exchange.messages?.items ?? []).map((item) => ({ ...item, exchange })),
  );
  return {
    rows,
    minWidth: '52rem',
    textOf: (row) => [row.exchange.request.url, row.data, row.event ?? ''].join('\n'),
    pinOf: (row) => ({ value: row.data, kind: 'text', label: row.exchange.request.url }),
    columns: [
      timeColumn(),
      {
        key: 'direction',
        header: text.columns.direction,
        width: '6rem',
        cell: (row) => (
          <Badge tone={row.direction === 'sent' ? 'accent' : 'neutral'}>
            {text.directions[row.direction]}
          </Badge>
        ),
      },
      { key: 'kind', header: names.kind, width: '5rem', cell: (row) => row.kind },
      {
        key: 'data',
        header: text.columns.data,
        width: 'minmax(16rem, 1fr)',
        cell: (row) => (
          <>
            {row.event ? (
              <span className="block text-faint">
                <Evidence text={row.event} length={60} />
              </span>
            ) : null}
            <Value value={row.data} kind="text" wrap>
              <Evidence text={row.data} length={240} mono />
            </Value>
          </>
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
        key: 'url',
        header: names.url,
        width: 'minmax(10rem, 16rem)',
        cell: (row) => <Value value={row.exchange.request.url} kind="url" />,
      },
    ],
  };
}

export function downloadTable({ scan, report }: TableSource): DataTable<Download> {
  const shaOfPath = new Map(report.artifacts.map(({ path, sha256 }) => [path, sha256]));
  return {
    rows: report.downloads,
    minWidth: '62rem',
    textOf: (row) =>
      [row.url, row.suggestedName, row.state, row.sha256 ?? '', row.mediaType ?? ''].join('\n'),
    pinOf: (row) => ({
      value: row.suggestedName,
      kind: 'text',
      field: 'filename',
      label: row.sha256 ?? '',
    }),
    columns: [
      {
        key: 'name',
        header: names.name,
        width: 'minmax(9rem, 16rem)',
        cell: (row) => <Value value={row.suggestedName} kind="text" field="filename" wrap />,
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
          <Badge tone={row.state === 'kept' ? 'ok' : 'warn'}>{downloadStates[row.state]}</Badge>
        ),
      },
      {
        key: 'type',
        header: strings.network.columns.type,
        width: '9rem',
        cell: (row) => <Evidence text={row.mediaType ?? ''} length={60} />,
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
              {getZip}
            </a>
          ) : null;
        },
      },
    ],
  };
}
