import { useQuery } from '@tanstack/react-query';
import { ApiError } from '@webhood/client';
import { isTerminal, type Report, type Scan } from '@webhood/contract';
import { reportQuery } from '../../api/queries.ts';

export type ReportState =
  | { kind: 'running' }
  | { kind: 'loading' }
  | { kind: 'none' }
  | { kind: 'failed'; error: unknown; retry: () => void }
  | { kind: 'ready'; report: Report };

/** The report as far as there is one; fetched by itself when the scan ends. */
export function useReport(scan: Scan): ReportState {
  const ended = isTerminal(scan.state);
  const { data, error, refetch } = useQuery({
    ...reportQuery(scan.id, scan.attempt),
    enabled: ended,
  });
  if (!ended) return { kind: 'running' };
  if (data) return { kind: 'ready', report: data };
  if (isMissing(error)) return { kind: 'none' };
  if (error) return { kind: 'failed', error, retry: () => void refetch() };
  return { kind: 'loading' };
}

/** A failed or cancelled scan may have ended before there was anything to report. */
function isMissing(error: unknown): boolean {
  return (
    error instanceof ApiError && (error.code === 'not_found' || error.code === 'artifact_missing')
  );
}
