import type { RecurringJob } from '../../platform/jobs/jobs.ts';
import type { ArtifactService } from '../artifacts/artifact.service.ts';
import type { LeaseService } from '../leases/lease.service.ts';

interface HousekeepingDeps {
  artifacts: Pick<ArtifactService, 'sweep'>;
  leases: Pick<LeaseService, 'forgetOldAttempts'>;
}

/** What is cleared away in the background, and when (UTC). */
export function housekeepingJobs({ artifacts, leases }: HousekeepingDeps): RecurringJob[] {
  return [
    { name: 'artifact-sweep', cron: '*/15 * * * *', run: artifacts.sweep },
    {
      name: 'attempt-cleanup',
      cron: '7 3 * * *',
      run: async () => {
        await leases.forgetOldAttempts();
      },
    },
  ];
}
