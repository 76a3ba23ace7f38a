import type { Exchange } from '@webhood/contract';
import { ChevronDown, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '../../ui/class-names.ts';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { byteSize } from '../../ui/size.ts';
import { strings } from '../../ui/strings.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import { duration } from '../../ui/time.ts';
import type { Column } from '../../ui/virtual-table.tsx';
import { type ExchangeGroup, sizeOf } from './select-exchanges.ts';
import { barOf } from './waterfall.ts';

const { columns: names, ...text } = strings.network;
const more = scanStrings.network;

/** A line of the table: an exchange, or the heading of a host's exchanges. */
export type NetworkRow = Exchange | GroupRow;
export type GroupRow = Omit<ExchangeGroup, 'items'> & { requests: number; isOpen: boolean };

export function isGroup(row: NetworkRow): row is GroupRow {
  return 'isOpen' in row;
}

type Cell = (exchange: Exchange) => ReactNode;

/** A column of exchanges that shows `group` on the heading of a host. */
function column(
  key: keyof typeof names,
  options: Omit<Column<NetworkRow>, 'key' | 'header' | 'cell'>,
  cell: Cell,
  group: (row: GroupRow) => ReactNode = () => null,
): Column<NetworkRow> {
  return {
    key,
    header: names[key],
    ...options,
    cell: (row) => (isGroup(row) ? group(row) : cell(row)),
  };
}

export function networkColumns(span: number): Column<NetworkRow>[] {
  const sortLabel = (key: keyof typeof names) => text.sort(names[key]);
  return [
    column(
      'id',
      { width: '2.75rem', sortLabel: sortLabel('id') },
      ({ id }) => <span className="text-faint tabular-nums">{id}</span>,
      ({ isOpen }) => {
        const Icon = isOpen ? ChevronDown : ChevronRight;
        return <Icon aria-hidden size={14} className="text-muted" />;
      },
    ),
    column('method', { width: '4rem', sortLabel: sortLabel('method') }, ({ request }) => (
      <Evidence text={request.method} length={0} mono />
    )),
    column(
      'status',
      { width: '5rem', sortLabel: sortLabel('status') },
      (exchange) => <Status exchange={exchange} />,
      ({ failed }) =>
        failed > 0 ? <span className="text-bad">{text.failedCount(failed)}</span> : null,
    ),
    column(
      'url',
      { width: 'minmax(17rem, 1fr)', sortLabel: sortLabel('url') },
      ({ request }) => <Value value={request.url} kind="url" className="w-full" />,
      ({ host, requests }) => (
        <span className="flex min-w-0 items-baseline gap-2">
          {host === '' ? (
            <span className="text-muted">{more.noHost}</span>
          ) : (
            <Value value={host} kind="domain">
              <span className="font-semibold">
                <Evidence text={host} length={0} />
              </span>
            </Value>
          )}
          <span className="shrink-0 text-faint">{more.groupSummary(requests)}</span>
        </span>
      ),
    ),
    column('type', { width: '5.75rem', sortLabel: sortLabel('type') }, ({ resourceType }) => (
      <Evidence text={resourceType} length={0} className="text-muted" />
    )),
    column('address', { width: '7.75rem', sortLabel: sortLabel('address') }, ({ response }) =>
      response?.remoteAddress ? <Value value={response.remoteAddress.ip} kind="ip" /> : null,
    ),
    column(
      'size',
      { width: '4.75rem', end: true, sortLabel: sortLabel('size') },
      byteSizeOf,
      ({ sizeBytes }) => byteSize(sizeBytes),
    ),
    column('time', { width: '4.75rem', end: true, sortLabel: sortLabel('time') }, ({ timing }) =>
      timing.totalMs === undefined ? '–' : duration(timing.totalMs),
    ),
    column('waterfall', { width: 'minmax(9rem, 0.5fr)' }, (exchange) => (
      <Waterfall exchange={exchange} span={span} />
    )),
  ];
}

function byteSizeOf(exchange: Exchange): string {
  const size = sizeOf(exchange);
  return size === undefined ? '–' : byteSize(size);
}

export function Status({ exchange }: { exchange: Exchange }) {
  const { response, failure } = exchange;
  if (failure) {
    const label = failure.blocked ? text.blocked : failure.canceled ? text.canceled : text.failed;
    return (
      <span
        className={failure.blocked ? 'text-warn' : failure.canceled ? 'text-muted' : 'text-bad'}
      >
        {label}
      </span>
    );
  }
  if (!response) return <span className="text-faint">{text.pending}</span>;
  return <span className={cn('font-mono', statusClass(response.status))}>{response.status}</span>;
}

function statusClass(status: number): string {
  if (status >= 400) return 'text-bad';
  if (status >= 300) return 'text-warn';
  return status >= 200 ? 'text-ok' : 'text-muted';
}

function Waterfall({ exchange, span }: { exchange: Exchange; span: number }) {
  const { left, width, waitShare } = barOf(exchange, span);
  return (
    <span
      aria-hidden
      className="relative block h-2.5 w-full"
      title={`${duration(exchange.startedMs)} + ${duration(exchange.timing.totalMs ?? 0)}`}
    >
      <span
        className="absolute inset-y-0 overflow-hidden rounded-xs bg-accent"
        style={{ left: `${left}%`, width: `${width}%` }}
      >
        <span
          className="block h-full bg-accent-soft"
          style={{ width: `${waitShare * 100}%`, opacity: 0.65 }}
        />
      </span>
    </span>
  );
}
