/** Between when every match of a search was submitted, so that looking for them begins there. */

/** Undefined: without an end. */
export interface CreatedSpan {
  from?: Date | undefined;
  /** The first instant after it. */
  before?: Date | undefined;
}

/** What lies in each of them. */
export function withinAll(spans: readonly CreatedSpan[]): CreatedSpan {
  const froms = spans.flatMap(({ from }) => (from ? [from.getTime()] : []));
  const befores = spans.flatMap(({ before }) => (before ? [before.getTime()] : []));
  return {
    from: froms.length > 0 ? new Date(Math.max(...froms)) : undefined,
    before: befores.length > 0 ? new Date(Math.min(...befores)) : undefined,
  };
}
