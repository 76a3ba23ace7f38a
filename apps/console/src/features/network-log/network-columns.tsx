import type { Exchange } from '@webhood/contract';
import { cn } from '../../ui/class-names.ts';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { byteSize } from '../../ui/size.ts';
import { strings } from '../../ui/strings.ts';
import { duration } from '../../ui/time.ts';
import type { Column } from '../../ui/virtual-table.tsx';
import { sizeOf } from './select-exchanges.ts';
import { barOf } from './waterfall.ts';

const { columns: names, ...text } = strings.network;

export function networkColumns(span: number): Column<Exchange>[] {
  const sortable = (key: keyof typeof names, column: Omit<Column<Exchange>, 'key' | 'header'>) => ({
    key,
    header: names[key],
    sortLabel: text.sort(names[key]),
    ...column,
  });
  return [
    sortable('id', {
      width: '2.75rem',
      cell: ({ id }) => <span className="text-faint tabular-nums">{id}</span>,
    }),
    sortable('method', {
      width: '4rem',
      cell: ({ request }) => <Evidence text={request.method} length={0} mono />,
    }),
    sortable('status', { width: '5rem', cell: (exchange) => <Status exchange={exchange} /> }),
    sortable('url', {
      width: 'minmax(18rem, 1fr)',
      cell: ({ request }) => <Value value={request.url} kind="url" className="w-full" />,
    }),
    sortable('type', {
      width: '5.75rem',
      cell: ({ resourceType }) => <span className="text-muted">{resourceType}</span>,
    }),
    sortable('address', {
      width: '7.75rem',
      cell: ({ response }) =>
        response?.remoteAddress ? <Value value={response.remoteAddress.ip} kind="ip" /> : null,
    }),
    sortable('size', {
      width: '4.75rem',
      end: true,
      cell: (exchange) => byteSizeOf(exchange),
    }),
    sortable('time', {
      width: '4.75rem',
      end: true,
      cell: ({ timing }) => (timing.totalMs === undefined ? '–' : duration(timing.totalMs)),
    }),
    {
      key: 'waterfall',
      header: names.waterfall,
      width: 'minmax(6rem, 0.25fr)',
      cell: (exchange) => <Waterfall exchange={exchange} span={span} />,
    },
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
