export type DifferenceKind = 'added' | 'removed' | 'changed' | 'same';

export type Difference<T, Change extends string = string> = {
  kind: DifferenceKind;
  key: string;
  a: T | undefined;
  b: T | undefined;
  /** What differs, for `changed`. */
  changes: readonly Change[];
};

type Rule<T, Change extends string> = {
  /** Those with equal keys are the same thing; the first of one with the first of the other. */
  keyOf: (item: T) => string;
  /** What differs between two of the same key. */
  changesOf: (a: T, b: T) => Change[];
};

/** What there is in `b` and not in `a`, the other way round, and what is in both, in b's order. */
export function compareBy<T, Change extends string>(
  a: readonly T[],
  b: readonly T[],
  { keyOf, changesOf }: Rule<T, Change>,
): Difference<T, Change>[] {
  const waiting = new Map<string, T[]>();
  for (const item of a) {
    const key = keyOf(item);
    const list = waiting.get(key);
    if (list) list.push(item);
    else waiting.set(key, [item]);
  }
  for (const list of waiting.values()) list.reverse();
  const found: Difference<T, Change>[] = b.map((item) => {
    const key = keyOf(item);
    const before = waiting.get(key)?.pop();
    if (before === undefined) return { kind: 'added', key, a: undefined, b: item, changes: [] };
    const changes = changesOf(before, item);
    return { kind: changes.length > 0 ? 'changed' : 'same', key, a: before, b: item, changes };
  });
  const removed = [...waiting].flatMap(([key, list]) =>
    list.toReversed().map(
      (item): Difference<T, Change> => ({
        kind: 'removed',
        key,
        a: item,
        b: undefined,
        changes: [],
      }),
    ),
  );
  return [...found, ...removed];
}

export function countKinds(
  differences: readonly Difference<unknown>[],
): Record<DifferenceKind, number> {
  const counts = { added: 0, removed: 0, changed: 0, same: 0 };
  for (const { kind } of differences) counts[kind] += 1;
  return counts;
}
