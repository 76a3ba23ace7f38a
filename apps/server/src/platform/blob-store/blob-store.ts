import type { Readable } from 'node:stream';

export interface BlobExpectation {
  /** The address, and what the content must hash to. */
  sha256: string;
  /** More bytes than this are refused. */
  maxBytes: number;
}

export interface ByteRange {
  start: number;
  /** The last byte, included. */
  end: number;
}

export interface OpenBlob {
  stream: Readable;
  /** Of the whole blob, whatever the range. */
  sizeBytes: number;
}

export interface StoredBlob {
  sha256: string;
  storedAt: Date;
}

/** Immutable content by its SHA-256. Putting the same content again changes nothing. */
export interface BlobStore {
  /**
   * Takes the content in whole or not at all, and durably. Resolves to its size in bytes.
   * @throws AppError `hash_mismatch`, `payload_too_large`, `unavailable` (no room, store away)
   */
  put(content: Readable, expectation: BlobExpectation): Promise<number>;
  has(sha256: string): Promise<boolean>;
  /** Undefined where there is none. @throws AppError `unavailable` */
  open(sha256: string, range?: ByteRange): Promise<OpenBlob | undefined>;
  /** Nothing happens where there is none. */
  delete(sha256: string): Promise<void>;
  /** Every blob, in no order, for the sweeper. */
  list(): AsyncIterable<StoredBlob>;
}
