/** A filter or query that cannot be read or may not be asked, with the place that is at fault. */
export class QueryError extends Error {
  /** Where in the text, counted from 1. */
  readonly column: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'QueryError';
    this.column = offset + 1;
  }
}
