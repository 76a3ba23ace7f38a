/** A place in the history of changes: everything of transactions below it has been told. */
export interface EventPlace {
  history: string;
  transaction: number;
}

const ID = /^([0-9a-f]{32})-(\d{1,15})$/;

/** The `id:` of an event. */
export function idOf({ history, transaction }: EventPlace): string {
  return `${history}-${transaction}`;
}

/** Undefined for what is no id of ours. */
export function placeOf(id: string): EventPlace | undefined {
  const [, history, transaction] = ID.exec(id) ?? [];
  if (history === undefined || transaction === undefined) return undefined;
  return { history, transaction: Number(transaction) };
}
