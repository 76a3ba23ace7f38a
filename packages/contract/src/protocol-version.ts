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
/** Of a release: its last number is that of repairs, and says nothing here. */
const RELEASE_PATTERN = /^(\d{1,4})\.(\d{1,4})\.\d/;

/** Whether the two can work together; false for what is no version. */
export function canWorkTogether(one: string, other: string): boolean {
  return areNear(PROTOCOL_PATTERN.exec(one), PROTOCOL_PATTERN.exec(other));
}

/** Whether two releases are near enough for scanner and server to be upgraded one by one. */
export function areNearReleases(one: string, other: string): boolean {
  return areNear(RELEASE_PATTERN.exec(one), RELEASE_PATTERN.exec(other));
}

function areNear(a: RegExpExecArray | null, b: RegExpExecArray | null): boolean {
  if (!a || !b) return false;
  return a[1] === b[1] && Math.abs(Number(a[2]) - Number(b[2])) <= TOLERATED_MINORS;
}
