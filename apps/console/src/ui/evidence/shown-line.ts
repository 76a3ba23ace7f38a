/** The report counts lines from 0, as the browser's protocol does; people and editors from 1. */
export function shownLine(line: number): number {
  return line + 1;
}
