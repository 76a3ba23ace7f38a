import type { Db } from './database.ts';
import type { Transaction, Transactor } from './transaction.ts';

const handles = new WeakMap<object, Db>();

export function createTransactor(db: Db): Transactor {
  return {
    run: (work) =>
      db.transaction().execute(async (handle) => {
        // The brand exists in types only; the map is what makes the object a transaction.
        const tx = {} as Transaction;
        handles.set(tx, handle);
        try {
          return await work(tx);
        } finally {
          handles.delete(tx);
        }
      }),
  };
}

/** For stores: the queries of `tx`, or of the database itself outside a transaction. */
export function inTransaction(db: Db, tx: Transaction | undefined): Db {
  if (tx === undefined) return db;
  const handle = handles.get(tx);
  if (handle === undefined) throw new Error('The transaction has ended.');
  return handle;
}
