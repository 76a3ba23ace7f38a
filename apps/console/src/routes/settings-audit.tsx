import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { AuditFilter } from '@webhood/contract';
import { Download, ScrollText } from 'lucide-react';
import { client } from '../api/client.ts';
import { auditQuery } from '../api/queries.ts';
import { AuditFilters } from '../features/audit/audit-filters.tsx';
import { AuditRow } from '../features/audit/audit-row.tsx';
import { SettingsSection } from '../features/settings/settings-section.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { Empty, Failure, Skeleton } from '../ui/states.tsx';
import { auditStrings as text } from '../ui/strings-audit.ts';

export function AuditPage() {
  const filter = useSearch({ from: '/shell/settings/audit' });
  const navigate = useNavigate();
  const change = (next: AuditFilter) => void navigate({ to: '/settings/audit', search: next });
  return (
    <SettingsSection title={text.title} intro={text.intro} action={<Exports filter={filter} />}>
      <AuditFilters filter={filter} onChange={change} />
      <Entries filter={filter} />
    </SettingsSection>
  );
}

function Exports({ filter }: { filter: AuditFilter }) {
  return (
    <div className="flex gap-2">
      {(['csv', 'jsonl'] as const).map((format) => (
        <a
          key={format}
          href={client.audit.exportUrl({ ...filter, format })}
          download
          aria-label={text.exportAs(text[format])}
          className={buttonClass()}
        >
          <Download aria-hidden size={15} />
          {text[format]}
        </a>
      ))}
    </div>
  );
}

function Entries({ filter }: { filter: AuditFilter }) {
  const query = useInfiniteQuery(auditQuery(filter));
  const entries = query.data?.pages.flatMap(({ items }) => items) ?? [];
  if (query.isPending) {
    return (
      <div className="panel flex flex-col gap-4 p-4" aria-busy>
        <Skeleton className="h-5 w-2/3" />
        <Skeleton className="h-5 w-1/2" />
        <Skeleton className="h-5 w-3/5" />
      </div>
    );
  }
  if (query.error && entries.length === 0) {
    return (
      <div className="panel">
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (entries.length === 0) {
    return (
      <div className="panel">
        <Empty icon={ScrollText} title={text.none}>
          {text.noneBody}
        </Empty>
      </div>
    );
  }
  return (
    <>
      <ul className="panel divide-y divide-line overflow-hidden">
        {entries.map((entry) => (
          <li key={entry.seq}>
            <AuditRow entry={entry} />
          </li>
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button
          className="self-center"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {text.more}
        </Button>
      ) : (
        <p className="self-center text-faint text-xs">{text.end}</p>
      )}
    </>
  );
}
