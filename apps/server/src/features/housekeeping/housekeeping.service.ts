import type { RecurringJob } from '../../platform/jobs/jobs.ts';
import type { ArtifactService } from '../artifacts/artifact.service.ts';
import type { ScrubService } from '../artifacts/scrub.service.ts';
import type { EventService } from '../events/event.service.ts';
import type { LeaseService } from '../leases/lease.service.ts';
import type { RetentionService } from '../retention/retention.service.ts';
import type { QuotaService } from '../scans/quota.service.ts';
import type { SubmissionService } from '../scans/submission.service.ts';
import type { MissingTermsService } from '../search/missing-terms.service.ts';
import type { WebhookService } from '../webhooks/webhook.service.ts';

interface HousekeepingDeps {
  artifacts: Pick<ArtifactService, 'sweep'>;
  scrub: Pick<ScrubService, 'scrubSlowly'>;
  events: Pick<EventService, 'forget'>;
  leases: Pick<LeaseService, 'forgetOldAttempts'>;
  missingTerms: MissingTermsService;
  retention: Pick<RetentionService, 'apply' | 'sweepTerms'>;
  submissions: Pick<SubmissionService, 'forgetKeys'>;
  quotas: Pick<QuotaService, 'forget'>;
  webhooks: Pick<WebhookService, 'forget'>;
  signInCounts: { forget(): Promise<void> };
  requestCounts: { forget(): Promise<void> };
}

/** What is cleared away in the background, and when (UTC). */
export function housekeepingJobs({
  artifacts,
  scrub,
  events,
  leases,
  missingTerms,
  retention,
  submissions,
  quotas,
  webhooks,
  signInCounts,
  requestCounts,
}: HousekeepingDeps): RecurringJob[] {
  return [
    { name: 'submission-counts', cron: '47 3 * * *', run: quotas.forget },
    { name: 'sign-in-counts', cron: '*/10 * * * *', run: signInCounts.forget },
    { name: 'request-counts', cron: '*/5 * * * *', run: requestCounts.forget },
    { name: 'webhook-log', cron: '37 3 * * *', run: webhooks.forget },
    { name: 'idempotency-keys', cron: '21 * * * *', run: submissions.forgetKeys },
    { name: 'event-log', cron: '*/5 * * * *', run: events.forget },
    { name: 'artifact-sweep', cron: '*/15 * * * *', run: artifacts.sweep },
    { name: 'artifact-scrub', cron: '11,41 * * * *', run: scrub.scrubSlowly },
    {
      name: 'retention',
      cron: '23 * * * *',
      run: async () => {
        await retention.apply();
      },
    },
    {
      name: 'search-terms-missing',
      cron: '* * * * *',
      run: async () => {
        await missingTerms.fill();
      },
    },
    { name: 'search-terms-sweep', cron: '*/10 * * * *', run: retention.sweepTerms },
    {
      name: 'attempt-cleanup',
      cron: '7 3 * * *',
      run: async () => {
        await leases.forgetOldAttempts();
      },
    },
  ];
}
