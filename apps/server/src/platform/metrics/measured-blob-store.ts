import type { BlobStore } from '../blob-store/blob-store.ts';

export type StoreOperation = 'put' | 'has' | 'open' | 'delete' | 'list';

/** Seconds, and whether the store did what it was asked for. */
export type ObserveStore = (operation: StoreOperation, seconds: number, isOk: boolean) => void;

/**
 * The same store, with how long each call takes. Of `open` that is the time to its beginning:
 * how long its content takes is up to whoever reads it.
 */
export function measureBlobStore(store: BlobStore, observe: ObserveStore): BlobStore {
  async function timed<Result>(
    operation: StoreOperation,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const startedAtMs = performance.now();
    let isOk = false;
    try {
      const result = await work();
      isOk = true;
      return result;
    } finally {
      observe(operation, (performance.now() - startedAtMs) / 1_000, isOk);
    }
  }

  async function* list() {
    const startedAtMs = performance.now();
    let isOk = false;
    try {
      yield* store.list();
      isOk = true;
    } finally {
      observe('list', (performance.now() - startedAtMs) / 1_000, isOk);
    }
  }

  return {
    put: (content, expectation) => timed('put', () => store.put(content, expectation)),
    has: (sha256) => timed('has', () => store.has(sha256)),
    open: (sha256, range) => timed('open', () => store.open(sha256, range)),
    delete: (sha256) => timed('delete', () => store.delete(sha256)),
    list,
  };
}
