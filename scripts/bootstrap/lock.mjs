// One installation at a time per folder: a second start waits for the first and then finds
// everything there. The holder touches the lock as long as it lives, so a lock left behind by a
// killed start, even one in a container that is gone, ends by itself.
import { rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ROOT } from './paths.mjs';
import { BootstrapError, say } from './steps.mjs';

const LOCK_FILE = join(ROOT, '.bootstrap.lock');
const TOUCH_MS = 2_000;
/** Many missed touches: the holder is gone, not just slow. */
const STALE_MS = 30_000;
const RETRY_MS = 250;
/** Longer than the longest step, after which its holder has given up. */
const WAIT_LIMIT_MS = 35 * 60_000;

export async function withInstallLock(work, { file = LOCK_FILE } = {}) {
  await acquire(file);
  const release = () => rmSync(file, { force: true });
  const touch = setInterval(() => {
    const now = new Date();
    utimesSync(file, now, now);
  }, TOUCH_MS);
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    process.off('exit', release);
    release();
  }
}

async function acquire(file) {
  const deadline = Date.now() + WAIT_LIMIT_MS;
  let announced = false;
  while (!tryAcquire(file)) {
    if (isStale(file)) {
      rmSync(file, { force: true });
      continue;
    }
    if (Date.now() > deadline) {
      throw new BootstrapError(
        `Another start has been installing for too long. If none is running, delete ${file}.`,
      );
    }
    if (!announced) say('waiting for another start to finish installing …');
    announced = true;
    await wait(RETRY_MS);
  }
}

function tryAcquire(file) {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw new BootstrapError(`Cannot write ${file}: ${error.message}`);
  }
}

function isStale(file) {
  try {
    return Date.now() - statSync(file).mtimeMs > STALE_MS;
  } catch (error) {
    // Released between the two looks: the next try gets it.
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}
