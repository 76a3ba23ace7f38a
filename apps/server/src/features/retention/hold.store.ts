/** Legal holds. The database refuses to remove a scan that has one. */
import type { Db } from '../../platform/db/database.ts';

export interface HoldRecord {
  scanId: string;
  slug: string;
  url: string;
  reason: string;
  placedBy: string;
  placedAt: Date;
}

export type HoldStore = ReturnType<typeof createHoldStore>;

export function createHoldStore(db: Db) {
  const holds = () =>
    db
      .selectFrom('legal_holds')
      .innerJoin('scans', 'scans.id', 'legal_holds.scan_id')
      .select([
        'scans.id as scanId',
        'scans.slug',
        'scans.url',
        'legal_holds.reason',
        'legal_holds.placed_by as placedBy',
        'legal_holds.placed_at as placedAt',
      ]);

  return {
    find: (scanId: string): Promise<HoldRecord | undefined> =>
      holds().where('scan_id', '=', scanId).executeTakeFirst(),

    /** Newest first. */
    list: (most: number): Promise<HoldRecord[]> =>
      holds().orderBy('placed_at', 'desc').limit(most).execute(),

    /** Of a scan that is held already, the reason changes. False when there is no such scan. */
    place: async (scanId: string, reason: string, by: string): Promise<boolean> => {
      const placed = await db
        .insertInto('legal_holds')
        .columns(['scan_id', 'reason', 'placed_by'])
        .expression((eb) =>
          eb
            .selectFrom('scans')
            .select(['id', eb.val(reason).as('reason'), eb.val(by).as('placed_by')])
            .where('id', '=', scanId)
            .forKeyShare(),
        )
        .onConflict((conflict) => conflict.column('scan_id').doUpdateSet({ reason, placed_by: by }))
        .returning('scan_id')
        .executeTakeFirst();
      return placed !== undefined;
    },

    lift: async (scanId: string): Promise<boolean> => {
      const { numDeletedRows } = await db
        .deleteFrom('legal_holds')
        .where('scan_id', '=', scanId)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}
