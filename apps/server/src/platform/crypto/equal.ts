import { timingSafeEqual } from 'node:crypto';

/** Compares two hashes without telling by its time how much of them agrees. */
export function equalHashes(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
