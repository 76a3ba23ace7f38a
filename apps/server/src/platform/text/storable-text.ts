/**
 * Text that a page controls, as PostgreSQL can store it: no NUL, which `text` and `jsonb` refuse,
 * and no half of a surrogate pair, which `jsonb` refuses.
 */
export function storableText(text: string, maxLength: number): string {
  return text.slice(0, maxLength).replaceAll('\u0000', '\ufffd').toWellFormed();
}

/** The same for every string inside a JSON value, keys included. */
export function storableJson<T>(value: T, maxLength: number): T {
  // The shape stays; only characters within strings change.
  return mapStrings(value, (text) => storableText(text, maxLength)) as T;
}

function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((each) => mapStrings(each, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [map(key), mapStrings(each, map)]),
  );
}
