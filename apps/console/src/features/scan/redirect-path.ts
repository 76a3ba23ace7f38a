import type { RedirectHop, Report, Scan } from '@webhood/contract';

export type PathStep = { url: string; via: Pick<RedirectHop, 'kind' | 'status' | 'cause'> | null };

/** Every address from the submitted to the final one, each with how it was reached. */
export function redirectPath(
  scan: Pick<Scan, 'url' | 'final_url'>,
  report: Pick<Report, 'redirects'> | undefined,
): PathStep[] {
  const steps: PathStep[] = [{ url: scan.url, via: null }];
  for (const { to, kind, cause, status } of report?.redirects ?? []) {
    steps.push({ url: to, via: { kind, cause, ...(status === undefined ? {} : { status }) } });
  }
  const last = steps.at(-1)?.url;
  // A change that was no recorded redirect, such as a fragment, or a report still on its way.
  if (scan.final_url !== '' && scan.final_url !== last) {
    steps.push({ url: scan.final_url, via: null });
  }
  return steps;
}
