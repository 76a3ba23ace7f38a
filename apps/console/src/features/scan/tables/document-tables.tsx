/** What the document is made of: links, scripts, frames, meta tags and global names. */
import type { Report, Script } from '@webhood/contract';
import { Badge } from '../../../ui/badge.tsx';
import { Evidence } from '../../../ui/evidence/evidence.tsx';
import { HashValue } from '../../../ui/evidence/hash-value.tsx';
import { Value } from '../../../ui/evidence/value-menu.tsx';
import { scanStrings } from '../../../ui/strings-scan.ts';
import type { DataTable } from './data-table.tsx';

const { columns: names, inline, remoteFrame } = scanStrings.dom;
type Document = Report['document'];

export function linkTable({ document }: Report): DataTable<Document['links'][number]> {
  return {
    rows: document.links,
    minWidth: '40rem',
    textOf: (row) => `${row.url}\n${row.text}`,
    columns: [
      {
        key: 'url',
        header: names.url,
        width: 'minmax(18rem, 2fr)',
        cell: (row) => {
          const email = /^mailto:([^?]+)/i.exec(row.url)?.[1];
          return email === undefined ? (
            <Value value={row.url} kind="url" wrap />
          ) : (
            <Value value={email} kind="email" wrap />
          );
        },
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

export function scriptTable({ document }: Report): DataTable<Script> {
  return {
    rows: document.scripts,
    minWidth: '46rem',
    textOf: (row) => [row.url ?? inline, row.type, row.sha256 ?? ''].join('\n'),
    columns: [
      {
        key: 'url',
        header: names.url,
        width: 'minmax(16rem, 1fr)',
        cell: (row) =>
          row.url ? (
            <Value value={row.url} kind="url" wrap />
          ) : (
            <span className="text-faint">{inline}</span>
          ),
      },
      {
        key: 'type',
        header: names.type,
        width: '10rem',
        cell: (row) => <Evidence text={row.type} length={60} />,
      },
      {
        key: 'length',
        header: names.length,
        width: '7rem',
        end: true,
        cell: (row) => (row.length === undefined ? '' : row.length.toLocaleString('en')),
      },
      {
        key: 'sha256',
        header: names.sha256,
        width: '10rem',
        cell: (row) => (row.sha256 ? <HashValue sha256={row.sha256} /> : null),
      },
    ],
  };
}

export function frameTable({ document }: Report): DataTable<Document['frames'][number]> {
  return {
    rows: document.frames,
    minWidth: '50rem',
    textOf: (row) => [row.url, row.parentUrl, row.name].join('\n'),
    columns: [
      {
        key: 'url',
        header: names.url,
        width: 'minmax(14rem, 1fr)',
        cell: (row) => <Value value={row.url} kind="url" wrap />,
      },
      {
        key: 'parent',
        header: names.parent,
        width: 'minmax(12rem, 1fr)',
        cell: (row) => <Value value={row.parentUrl} kind="url" />,
      },
      {
        key: 'name',
        header: names.name,
        width: '10rem',
        cell: (row) => <Evidence text={row.name} length={60} />,
      },
      {
        key: 'process',
        header: names.process,
        width: '8rem',
        cell: (row) => (row.isRemote ? <Badge>{remoteFrame}</Badge> : null),
      },
    ],
  };
}

export function metaTable({ document }: Report): DataTable<Document['meta'][number]> {
  return {
    rows: document.meta,
    minWidth: '30rem',
    textOf: (row) => `${row.name}\n${row.content}`,
    columns: [
      {
        key: 'name',
        header: names.name,
        width: 'minmax(8rem, 16rem)',
        cell: (row) => <Evidence text={row.name} length={80} mono />,
      },
      {
        key: 'content',
        header: names.content,
        width: 'minmax(14rem, 1fr)',
        cell: (row) => <Value value={row.content} kind="text" wrap />,
      },
    ],
  };
}

export function globalTable({ document }: Report): DataTable<Document['globals'][number]> {
  return {
    rows: document.globals,
    minWidth: '20rem',
    textOf: (row) => `${row.name}\n${row.type}`,
    columns: [
      {
        key: 'name',
        header: names.name,
        width: 'minmax(10rem, 1fr)',
        cell: (row) => <Evidence text={row.name} length={120} mono />,
      },
      {
        key: 'type',
        header: names.type,
        width: '10rem',
        cell: (row) => <Evidence text={row.type} length={40} />,
      },
    ],
  };
}
