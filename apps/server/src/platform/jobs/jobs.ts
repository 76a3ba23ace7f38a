/**
 * Work that nobody waits for, by pg-boss in the same database (schema `pgboss`). Any number of
 * servers may run it: each job is done by one of them.
 */
import { PgBoss } from 'pg-boss';
import type { Logger } from 'pino';

export interface RecurringJob {
  /** Constant, unique: the name of its queue. */
  name: string;
  /** Five fields, UTC. */
  cron: string;
  run(): Promise<void>;
}

export interface Jobs {
  start(): Promise<void>;
  /** Waits for running jobs, within a bound. */
  stop(): Promise<void>;
}

/** Cron needs a minute's precision; everything else here can wait longer. */
const POLL_SECONDS = 30;
/** pg-boss's own housekeeping. */
const MAINTENANCE_SECONDS = 300;
/** Of one run of a job; a longer one is given to another server. */
const EXPIRE_SECONDS = 900;
const STOP_MS = 10_000;
/** Beside the requests' pool; jobs run one after the other. */
const CONNECTIONS = 2;

interface JobsDeps {
  url: string;
  log: Logger;
  recurring: RecurringJob[];
  /** How soon a job that is due is begun. */
  pollSeconds?: number;
}

export function createJobs({ url, log, recurring, pollSeconds = POLL_SECONDS }: JobsDeps): Jobs {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'webhood jobs',
    max: CONNECTIONS,
    schema: 'pgboss',
    superviseIntervalSeconds: MAINTENANCE_SECONDS,
    maintenanceIntervalSeconds: MAINTENANCE_SECONDS,
    cronWorkerIntervalSeconds: POLL_SECONDS,
    cronMonitorIntervalSeconds: POLL_SECONDS,
  });
  // An error event that nobody hears ends the process.
  boss.on('error', (error) => log.warn({ err: error }, 'jobs.error'));

  async function register({ name, cron, run }: RecurringJob): Promise<void> {
    // Two at a time would only find each other's work done.
    await boss.createQueue(name, {
      policy: 'singleton',
      retryLimit: 0,
      expireInSeconds: EXPIRE_SECONDS,
    });
    await boss.schedule(name, cron);
    await boss.work(name, { pollingIntervalSeconds: pollSeconds }, async () => {
      const startedAt = Date.now();
      try {
        await run();
        log.debug({ job: name, durationMs: Date.now() - startedAt }, 'jobs.done');
      } catch (error) {
        log.error({ job: name, err: error }, 'jobs.failed');
        throw error;
      }
    });
  }

  return {
    start: async () => {
      await boss.start();
      for (const job of recurring) await register(job);
    },
    stop: () => boss.stop({ graceful: true, timeout: STOP_MS }),
  };
}
