import { PgBoss } from 'pg-boss';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../db/test-database.ts';
import { createJobs } from './jobs.ts';

const log = pino({ level: 'silent' });

test('a recurring job is run, by one of the servers, and again after a failure', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  let runs = 0;
  const job = {
    name: 'count',
    cron: '* * * * *',
    run: async () => {
      runs++;
      if (runs === 1) throw new Error('the first time');
    },
  };
  const servers = [1, 2].map(() =>
    createJobs({ url: database.url, log, recurring: [job], pollSeconds: 1 }),
  );
  for (const server of servers) await server.start();
  // What the clock would do each minute.
  const clock = new PgBoss({
    connectionString: database.url,
    schema: 'pgboss',
    supervise: false,
    schedule: false,
  });
  await clock.start();
  for (const expected of [1, 2]) {
    await clock.send('count', {});
    await expect.poll(() => runs, { timeout: 10_000 }).toBe(expected);
  }
  await clock.stop({ graceful: false });
  for (const server of servers) await server.stop();
});
