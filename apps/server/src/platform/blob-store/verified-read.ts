import { createHash } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';
import { AppError } from '../http/app-error.ts';

/**
 * The same content, but for its last piece: that comes only once all of it was found to have the
 * hash. So a store that gives out another byte is noticed before anybody has the whole.
 * The stream fails with AppError `unavailable`, after `onDamage`.
 */
export function verifiedRead(source: Readable, sha256: string, onDamage: () => void): Readable {
  const hash = createHash('sha256');
  let last: Buffer | undefined;
  const verified = new Transform({
    transform(piece: Buffer, _encoding, done) {
      hash.update(piece);
      const before = last;
      last = piece;
      done(null, before);
    },
    flush(done) {
      if (hash.digest('hex') === sha256) return done(null, last);
      onDamage();
      done(
        new AppError('unavailable', 'The artifact store gave out other bytes than it was given.'),
      );
    },
  });
  // Whoever reads hears of every failure by the stream itself.
  pipeline(source, verified, () => undefined);
  return verified;
}
