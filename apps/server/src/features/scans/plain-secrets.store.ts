/** Scans of before secrets were sealed (`migrations/0007-submitted-secrets.sql`). */
import { isTerminal } from '@webhood/contract';
import type { Db } from '../../platform/db/database.ts';
import type { ScanSecrets } from './scan-secrets.service.ts';

const BATCH = 200;

/** Seals what waiting scans need, and masks what ended ones do not. Returns how many there were. */
export async function sealPlainSecrets(db: Db, secrets: ScanSecrets): Promise<number> {
  for (let sealed = 0; ; ) {
    const count = await db.transaction().execute((tx) => sealBatch(tx, secrets));
    sealed += count;
    if (count < BATCH) return sealed;
  }
}

async function sealBatch(tx: Db, secrets: ScanSecrets): Promise<number> {
  const rows = await tx
    .selectFrom('scans')
    .select(['id', 'state', 'options'])
    .where('has_plain_secrets', '=', true)
    .orderBy('id')
    .limit(BATCH)
    .forUpdate()
    .execute();
  for (const { id, state, options } of rows) {
    const kept = secrets.keep(id, options);
    await tx
      .updateTable('scans')
      .set({
        options: JSON.stringify(kept.options),
        sealed_options: isTerminal(state) ? null : kept.sealed,
        has_plain_secrets: false,
      })
      .where('id', '=', id)
      .execute();
  }
  return rows.length;
}
