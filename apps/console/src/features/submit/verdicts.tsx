import { CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { UrlText } from '../../ui/evidence/url-text.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { isForServer, LINE_BOUND, type Line, type Lines } from './lines.ts';

const LineTable = lazy(() =>
  import('./line-table.tsx').then((module) => ({ default: module.LineTable })),
);

const text = strings.submit;

/** What will become of the text in the field, as it is typed. */
export function Verdicts({ lines }: { lines: Lines }) {
  const [only] = lines.lines;
  if (!only) return null;
  return lines.lines.length === 1 ? <OneVerdict line={only} /> : <ManyVerdicts lines={lines} />;
}

function OneVerdict({ line }: { line: Line }) {
  const { verdict } = line;
  if (verdict.kind === 'rejected') {
    const hint = isForServer(line);
    return (
      <p className={`flex items-start gap-2 text-sm ${hint ? 'text-warn' : 'text-bad'}`}>
        {hint ? (
          <TriangleAlert aria-hidden size={15} className="mt-0.5 shrink-0" />
        ) : (
          <CircleX aria-hidden size={15} className="mt-0.5 shrink-0" />
        )}
        <span>
          {verdict.message} {hint ? text.notPublicHint : null}
        </span>
      </p>
    );
  }
  const isWarning = verdict.notices.includes('lookalike');
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      <CircleCheck aria-hidden size={15} className="shrink-0 text-ok" />
      <span className="text-muted">{text.becomes}</span>
      <UrlText url={verdict.url} className="min-w-0 max-w-full" />
      {verdict.unicodeUrl === verdict.url ? null : (
        <>
          <span className="text-muted">{text.shownAs}</span>
          <UrlText url={verdict.unicodeUrl} className="min-w-0 max-w-full" />
        </>
      )}
      {verdict.notices.map((notice) => (
        <Badge key={notice} tone={isWarning && notice === 'lookalike' ? 'warn' : 'neutral'}>
          {strings.notices[notice]}
        </Badge>
      ))}
    </div>
  );
}

function ManyVerdicts({ lines }: { lines: Lines }) {
  const ready = lines.lines.filter(isForServer).length;
  const rejected = lines.lines.filter((line) => !isForServer(line));
  return (
    <div className="flex flex-col gap-2 text-sm">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="flex items-center gap-1.5 text-ok">
          <CircleCheck aria-hidden size={15} /> {text.accepted(ready)}
        </span>
        {rejected.length > 0 ? (
          <span className="flex items-center gap-1.5 text-bad">
            <CircleX aria-hidden size={15} /> {text.rejected(rejected.length)}
          </span>
        ) : null}
        {lines.duplicates > 0 ? (
          <span className="flex items-center gap-1.5 text-muted">
            <Info aria-hidden size={15} /> {text.duplicates(lines.duplicates)}
          </span>
        ) : null}
        {lines.rest.length > 0 ? (
          <span className="text-warn">{text.tooMany(LINE_BOUND)}</span>
        ) : null}
      </p>
      <Suspense fallback={<Skeleton className="h-24" />}>
        <LineTable lines={lines.lines} />
      </Suspense>
    </div>
  );
}
