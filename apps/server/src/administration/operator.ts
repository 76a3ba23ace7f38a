import { userInfo } from 'node:os';

/** Who runs a command: the name of the machine's user. */
export function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user often has no entry: its number is all there is.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
