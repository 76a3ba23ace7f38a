/** `nobody` on Linux: owns no file and no process of ours. */
export const UNPRIVILEGED_ID = 65_534;

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}
