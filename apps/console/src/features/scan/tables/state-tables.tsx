/** What the page left in the browser: cookies and storage. */
import type { Cookie, Report } from '@webhood/contract';
import { Badge } from '../../../ui/badge.tsx';
import { Evidence } from '../../../ui/evidence/evidence.tsx';
import { Value } from '../../../ui/evidence/value-menu.tsx';
import { Moment } from '../../../ui/moment.tsx';
import { strings } from '../../../ui/strings.ts';
import { scanStrings } from '../../../ui/strings-scan.ts';
import type { DataTable } from './data-table.tsx';

const { columns: names, session } = strings.data;
const text = scanStrings.data;

export function cookieTable({ cookies }: Report): DataTable<Cookie> {
  return {
    rows: cookies,
    minWidth: '60rem',
    textOf: (row) => [row.name, row.value, row.domain, row.path].join('\n'),
    pinOf: (row) => ({ value: row.name, kind: 'text', field: 'cookie', label: row.domain }),
    columns: [
      {
        key: 'name',
        header: names.name,
        width: 'minmax(8rem, 14rem)',
        cell: (row) => <Value value={row.name} kind="text" field="cookie" wrap />,
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
        cell: (row) => <Value value={row.domain.replace(/^\./, '')} kind="domain" wrap />,
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
            <span className="text-faint">{session}</span>
          ),
      },
      {
        key: 'flags',
        header: names.flags,
        width: '11rem',
        cell: (row) => (
          <span className="flex flex-wrap gap-1">
            {row.secure ? <Badge>Secure</Badge> : null}
            {row.httpOnly ? <Badge>HttpOnly</Badge> : null}
            {row.sameSite ? <Badge>{row.sameSite}</Badge> : null}
            {row.partitionKey ? (
              <span className="text-faint">
                {text.columns.partition} <Evidence text={row.partitionKey} length={60} />
              </span>
            ) : null}
          </span>
        ),
      },
    ],
  };
}

type StorageRow = {
  area: 'local' | 'session' | 'database';
  origin: string;
  key: string;
  value: string;
  /** Of the value before it was cut. */
  length: number;
};

export function storageTable({ storage }: Report): DataTable<StorageRow> {
  const databases = storage.databases.map(({ origin, name, objectStores }) => ({
    area: 'database' as const,
    origin,
    key: name,
    value: text.objectStores(objectStores.join(', ')),
    length: 0,
  }));
  return {
    rows: [
      ...storage.local.map((item) => ({ area: 'local' as const, ...item })),
      ...storage.session.map((item) => ({ area: 'session' as const, ...item })),
      ...databases,
    ],
    minWidth: '48rem',
    textOf: (row) => [row.area, row.origin, row.key, row.value].join('\n'),
    pinOf: (row) => ({ value: row.key, kind: 'text', label: row.origin }),
    columns: [
      {
        key: 'area',
        header: text.columns.area,
        width: '6rem',
        cell: (row) => <Badge>{text.areas[row.area]}</Badge>,
      },
      {
        key: 'key',
        header: text.columns.key,
        width: 'minmax(8rem, 16rem)',
        cell: (row) => <Value value={row.key} kind="text" wrap />,
      },
      {
        key: 'value',
        header: names.value,
        width: 'minmax(14rem, 1fr)',
        cell: (row) => (
          <>
            <Value value={row.value} kind="text" wrap>
              <Evidence text={row.value} length={200} mono />
            </Value>
            {row.length > row.value.length ? (
              <span className="block text-faint">{text.cut(row.length)}</span>
            ) : null}
          </>
        ),
      },
      {
        key: 'origin',
        header: text.columns.origin,
        width: 'minmax(10rem, 16rem)',
        cell: (row) => <Value value={row.origin} kind="url" wrap />,
      },
    ],
  };
}
