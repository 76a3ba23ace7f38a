/**
 * The version of the lease protocol, `major.minor`. A minor adds what the other side may leave
 * out or ignore; a major changes what there was. Scanner and server work together when their major
 * is the same and their minors are at most one apart, so that either can be upgraded first.
 */
export const PROTOCOL = '1.1';
/** Of scanners from before they said it. */
export const FIRST_PROTOCOL = '1.0';

const TOLERATED_MINORS = 1;

export const PROTOCOL_PATTERN = /^(\d{1,4})\.(\d{1,4})$/;

/** Whether the two can work together; false for what is no version. */
export function canWorkTogether(one: string, other: string): boolean {
  const [a, b] = [PROTOCOL_PATTERN.exec(one), PROTOCOL_PATTERN.exec(other)];
  if (!a || !b) return false;
  return a[1] === b[1] && Math.abs(Number(a[2]) - Number(b[2])) <= TOLERATED_MINORS;
}
