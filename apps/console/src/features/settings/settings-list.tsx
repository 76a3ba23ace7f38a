import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure, Skeleton } from '../../ui/states.tsx';

type SettingsListProps<T> = {
  query: UseQueryResult<T[]>;
  empty: ReactNode;
  row: (item: T) => ReactNode;
  rowKey: (item: T) => string;
};

/** The rows of a settings page, in each state they can be in. */
export function SettingsList<T>({ query, empty, row, rowKey }: SettingsListProps<T>) {
  const { data, error, refetch } = query;
  return (
    <div className="panel">
      {data ? (
        data.length === 0 ? (
          empty
        ) : (
          <ul className="divide-y divide-line">
            {data.map((item) => (
              <li key={rowKey(item)}>{row(item)}</li>
            ))}
          </ul>
        )
      ) : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <div className="flex flex-col gap-4 p-4" aria-busy>
          <Skeleton className="h-5 w-2/3" />
          <Skeleton className="h-5 w-1/2" />
          <Skeleton className="h-5 w-3/5" />
        </div>
      )}
    </div>
  );
}
