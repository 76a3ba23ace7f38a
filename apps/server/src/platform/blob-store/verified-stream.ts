import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { AppError } from '../http/app-error.ts';
import type { BlobExpectation } from './blob-store.ts';

export interface VerifiedStream {
  stream: Transform;
  sizeBytes(): number;
}

/** Passes content on and ends with an error unless it is what was announced. */
export function verifiedStream({ sha256, maxBytes }: BlobExpectation): VerifiedStream {
  const hash = createHash('sha256');
  let size = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > maxBytes) {
        done(new AppError('payload_too_large', `A blob may have at most ${maxBytes} bytes.`));
        return;
      }
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      if (hash.digest('hex') === sha256) done();
      else done(new AppError('hash_mismatch', 'The content does not have the announced SHA-256.'));
    },
  });
  return { stream, sizeBytes: () => size };
}
