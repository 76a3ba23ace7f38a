import { useQuery } from '@tanstack/react-query';
import type { Retention } from '@webhood/contract';
import { retentionQuery } from '../api/queries.ts';
import { HoldsSection } from '../features/settings/holds-section.tsx';
import { RetentionEditor } from '../features/settings/retention-editor.tsx';
import { SettingsSection } from '../features/settings/settings-section.tsx';
import { Age } from '../ui/moment.tsx';
import { Failure, Skeleton } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';
import { retentionStrings as text } from '../ui/strings-retention.ts';

export function RetentionPage() {
  const { data, error, refetch } = useQuery(retentionQuery());
  return (
    <div className="flex flex-col gap-8">
      <SettingsSection title={strings.settings.retention} intro={text.intro}>
        {data ? (
          <>
            <RetentionEditor retention={data} />
            <Changed retention={data} />
          </>
        ) : error ? (
          <Failure error={error} onRetry={() => void refetch()} />
        ) : (
          <div className="panel p-4" aria-busy>
            <Skeleton className="h-5 w-2/3" />
          </div>
        )}
      </SettingsSection>
      <HoldsSection />
    </div>
  );
}

function Changed({ retention: { changedAt, changedBy } }: { retention: Retention }) {
  return (
    <p className="text-muted text-xs">
      {changedAt === null ? (
        text.never
      ) : (
        <>
          {text.changed} <Age iso={changedAt} /> {changedBy === null ? null : text.by(changedBy)}
        </>
      )}
    </p>
  );
}
