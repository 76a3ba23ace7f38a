/** How a scan has ended, looked at from outside: its row, its attempts, every byte of evidence. */
import { LEASE_TIMES, pathOf } from '@webhood/contract';
import type { TestDatabase } from '../../src/platform/db/test-database.ts';
import { sha256Of } from '../job.ts';
import type { Lane } from './lane.ts';
import type { Ledger } from './ledger.ts';

/** A server may be on its way down. */
const READS = 5;

export async function inspect(
  { db }: TestDatabase,
  lane: Lane,
  ledger: Ledger,
  scanId: string,
): Promise<void> {
  const scan = await db.selectFrom('scans').selectAll().where('id', '=', scanId).executeTakeFirst();
  if (!scan) return ledger.violate('lost', scanId, 'its row is gone');
  if (!['done', 'error', 'cancelled'].includes(scan.state)) {
    return ledger.violate('lost', scanId, `still ${scan.state} after attempt ${scan.attempt}`);
  }
  if (scan.state !== 'done' && !scan.error_code) ledger.violate('lost', scanId, 'has no reason');
  const isGivenUp = scan.error_code === 'attempts_exhausted';
  if (isGivenUp && scan.failed_attempts !== LEASE_TIMES.maxAttempts) {
    ledger.violate('lost', scanId, `given up after ${scan.failed_attempts} failed attempts`);
  }
  await inspectAttempts(db, ledger, scan);
  await inspectArtifacts(db, lane, ledger, scan);
}

type Db = TestDatabase['db'];
interface Ended {
  id: string;
  state: string;
  attempt: number;
}

async function inspectAttempts(db: Db, ledger: Ledger, scan: Ended): Promise<void> {
  const attempts = await db
    .selectFrom('scan_attempts')
    .select(['attempt', 'outcome', 'reply_state'])
    .where('scan_id', '=', scan.id)
    .execute();
  const completed = attempts.filter(({ outcome }) => outcome === 'completed');
  const wanted = scan.state === 'done' ? [scan.attempt] : [];
  if (completed.map(({ attempt }) => attempt).join() !== wanted.join()) {
    const found = completed.map(({ attempt }) => attempt).join(', ') || 'none';
    ledger.violate('duplicated', scan.id, `${scan.state} with completed attempts ${found}`);
  }
  const unended = attempts.filter(({ outcome }) => outcome === null);
  if (unended.length > 0) ledger.violate('lost', scan.id, 'an attempt has no end');
  for (const { attempt, state } of ledger.scans.get(scan.id)?.replies ?? []) {
    const kept = attempts.find((each) => each.attempt === attempt)?.reply_state;
    const isWinner = state !== 'done' || attempt === scan.attempt;
    if (kept === state && isWinner) continue;
    const detail = `attempt ${attempt} was answered ${state}, kept is ${kept}, done by ${scan.attempt}`;
    ledger.violate('duplicated', scan.id, detail);
  }
}

async function inspectArtifacts(db: Db, lane: Lane, ledger: Ledger, scan: Ended): Promise<void> {
  const rows = await db
    .selectFrom('artifacts')
    .select(['path', 'sha256', 'size'])
    .where('scan_id', '=', scan.id)
    .orderBy('path')
    .execute();
  const paths = rows.map(({ path }) => path).join();
  const wanted = scan.state === 'done' ? 'page.html,scan.json,screenshot.png' : '';
  if (paths !== wanted) ledger.violate('torn', scan.id, `${scan.state} with [${paths}]`);
  for (const { path, sha256, size } of rows) {
    const content = await readArtifact(lane, scan.id, sha256);
    if (!content || content.length !== size || sha256Of(content) !== sha256) {
      ledger.violate('torn', scan.id, `${path} is not what was committed`);
      continue;
    }
    const isOfAttempt =
      path === 'scan.json'
        ? JSON.parse(content.toString()).scan.attempt === scan.attempt
        : content.toString().endsWith(`${scan.id} ${scan.attempt}`);
    if (!isOfAttempt) ledger.violate('torn', scan.id, `${path} is of another attempt`);
  }
}

async function readArtifact(lane: Lane, scanId: string, sha256: string) {
  for (let read = 0; read < READS; read += 1) {
    const answer = await lane.read(read, pathOf('scanArtifact', { scanId, sha256 }));
    if (answer?.status === 200) return answer.body;
  }
  return undefined;
}
