/** What the page did: console, clipboard, dialogs, windows, permissions and notifications. */
import type {
  ClipboardWrite,
  ConsoleMessage,
  Dialog,
  PageNotification,
  PermissionRequest,
  Report,
} from '@webhood/contract';
import { Badge, type Tone } from '../../../ui/badge.tsx';
import { Evidence } from '../../../ui/evidence/evidence.tsx';
import { shownLine } from '../../../ui/evidence/shown-line.ts';
import { Value } from '../../../ui/evidence/value-menu.tsx';
import { strings } from '../../../ui/strings.ts';
import { scanStrings } from '../../../ui/strings-scan.ts';
import type { Column } from '../../../ui/virtual-table.tsx';
import type { DataTable } from './data-table.tsx';
import { timeColumn } from './time-column.tsx';

const { columns: names } = strings.data;
const text = scanStrings.data;

const LEVEL_TONES: Record<string, Tone> = { error: 'bad', exception: 'bad', warning: 'warn' };

/** Where something came from. */
function urlColumn<T extends { url: string }>(): Column<T> {
  return {
    key: 'url',
    header: names.url,
    width: 'minmax(10rem, 18rem)',
    cell: (row) => <Value value={row.url} kind="url" />,
  };
}

export function consoleTable(report: Report): DataTable<ConsoleMessage> {
  return {
    rows: report.console,
    minWidth: '44rem',
    textOf: (row) => [row.level, row.text, row.url ?? ''].join('\n'),
    pinOf: (row) => ({ value: row.text, kind: 'text', label: row.level }),
    columns: [
      timeColumn(),
      {
        key: 'level',
        header: names.level,
        width: '6rem',
        cell: (row) => (
          <Badge tone={LEVEL_TONES[row.level] ?? 'neutral'}>
            <Evidence text={row.level} length={0} />
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

export function clipboardTable(report: Report): DataTable<ClipboardWrite> {
  return {
    rows: report.clipboard,
    minWidth: '48rem',
    textOf: (row) => [row.text, row.url].join('\n'),
    pinOf: (row) => ({ value: row.text, kind: 'text' }),
    columns: [
      timeColumn(),
      {
        key: 'text',
        header: names.text,
        width: 'minmax(18rem, 1fr)',
        cell: (row) => (
          <Value value={row.text} kind="text" wrap>
            <Evidence text={row.text} length={600} mono className="whitespace-pre-wrap" />
          </Value>
        ),
      },
      {
        key: 'kind',
        header: text.columns.command,
        width: '12rem',
        cell: (row) => (
          <span className="flex flex-col gap-1">
            {row.looksLikeCommand ? <Badge tone="bad">{text.asCommand}</Badge> : null}
            <span className="text-muted">{scanStrings.findings.clipboardVia[row.via]}</span>
          </span>
        ),
      },
      urlColumn(),
    ],
  };
}

export function dialogTable(report: Report): DataTable<Dialog> {
  return {
    rows: report.dialogs,
    minWidth: '40rem',
    textOf: (row) => [row.kind, row.text, row.url].join('\n'),
    pinOf: (row) => ({ value: row.text, kind: 'text', label: row.kind }),
    columns: [
      timeColumn(),
      {
        key: 'kind',
        header: names.kind,
        width: '8rem',
        cell: (row) => <Badge>{row.kind.replace('_', ' ')}</Badge>,
      },
      {
        key: 'text',
        header: names.text,
        width: 'minmax(14rem, 1fr)',
        cell: (row) => <Evidence text={row.text} />,
      },
      urlColumn(),
    ],
  };
}

type Popup = Report['popups'][number];

export function popupTable(report: Report): DataTable<Popup> {
  return {
    rows: report.popups,
    minWidth: '20rem',
    textOf: (row) => row.url,
    pinOf: (row) => ({ value: row.url, kind: 'url' }),
    columns: [
      {
        key: 'url',
        header: names.url,
        width: 'minmax(10rem, 1fr)',
        cell: (row) => <Value value={row.url} kind="url" wrap />,
      },
    ],
  };
}

export function permissionTable(report: Report): DataTable<PermissionRequest> {
  return {
    rows: report.permissions,
    minWidth: '36rem',
    textOf: (row) => [row.name, row.url].join('\n'),
    pinOf: (row) => ({ value: row.name, kind: 'text' }),
    columns: [
      timeColumn(),
      {
        key: 'name',
        header: names.name,
        width: 'minmax(10rem, 1fr)',
        cell: (row) => <Evidence text={row.name} />,
      },
      urlColumn(),
    ],
  };
}

export function notificationTable(report: Report): DataTable<PageNotification> {
  return {
    rows: report.notifications,
    minWidth: '44rem',
    textOf: (row) => [row.title, row.body, row.url].join('\n'),
    pinOf: (row) => ({ value: row.title, kind: 'text', label: row.body }),
    columns: [
      timeColumn(),
      {
        key: 'title',
        header: text.columns.title,
        width: 'minmax(10rem, 16rem)',
        cell: (row) => <Evidence text={row.title} />,
      },
      {
        key: 'body',
        header: text.columns.body,
        width: 'minmax(12rem, 1fr)',
        cell: (row) => <Evidence text={row.body} />,
      },
      urlColumn(),
    ],
  };
}
