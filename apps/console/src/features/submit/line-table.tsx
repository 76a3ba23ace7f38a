import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { Badge } from '../../ui/badge.tsx';
import { cn } from '../../ui/class-names.ts';
import { escapedString } from '../../ui/evidence/escape-text.ts';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { UrlText } from '../../ui/evidence/url-text.tsx';
import { strings } from '../../ui/strings.ts';
import { submitStrings } from '../../ui/strings-submit.ts';
import { type Column, VirtualTable } from '../../ui/virtual-table.tsx';
import { isForServer, type Line } from './lines.ts';

const text = submitStrings;
const ROW_HEIGHT = 28;

/** Each line as it was pasted, in the form in which it will be scanned, or why it cannot be. */
export function LineTable({ lines }: { lines: readonly Line[] }) {
  return (
    <VirtualTable
      label={text.lines}
      rows={lines}
      rowKey={(line) => line.text}
      rowHeight={ROW_HEIGHT}
      measure
      minWidth="38rem"
      className="max-h-60 rounded-md border border-line bg-surface"
      columns={COLUMNS}
    />
  );
}

const COLUMNS: readonly Column<Line>[] = [
  {
    key: 'verdict',
    header: strings.scans.columns.status,
    quiet: true,
    width: '2rem',
    cell: (line) =>
      line.verdict.kind === 'accepted' ? (
        <CircleCheck aria-label={strings.submit.accepted(1)} size={14} className="text-ok" />
      ) : isForServer(line) ? (
        <TriangleAlert aria-label={text.forServer} size={14} className="text-warn" />
      ) : (
        <CircleX aria-label={strings.submit.rejected(1)} size={14} className="text-bad" />
      ),
  },
  {
    key: 'line',
    header: text.columns.line,
    width: 'minmax(10rem, 1fr)',
    cell: (line) => <Evidence text={line.text} length={120} mono className="text-muted" />,
  },
  {
    key: 'becomes',
    header: text.columns.becomes,
    width: 'minmax(12rem, 1.4fr)',
    cell: (line) => <Becomes line={line} />,
  },
];

function Becomes({ line }: { line: Line }) {
  const { verdict } = line;
  if (verdict.kind === 'rejected') {
    return (
      <span
        className={cn('line-clamp-2', isForServer(line) ? 'text-warn' : 'text-bad')}
        title={escapedString(verdict.message)}
      >
        <Evidence text={verdict.message} />
      </span>
    );
  }
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-1.5 gap-y-0.5">
      <UrlText url={verdict.url} wrap className="min-w-0" />
      {verdict.notices.map((notice) => (
        <Badge key={notice} tone={notice === 'lookalike' ? 'warn' : 'neutral'}>
          {strings.notices[notice]}
        </Badge>
      ))}
    </span>
  );
}
