/**
 * What services know of transactions: that one can be begun, and handed from one store to
 * another. Only stores can look inside (`inTransaction` of `transactor.ts`).
 */
declare const transaction: unique symbol;

export interface Transaction {
  readonly [transaction]: true;
}

export interface Transactor {
  /** Commits when `work` resolves, rolls back when it rejects. */
  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}
