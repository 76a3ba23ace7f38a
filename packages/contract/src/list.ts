import { z } from 'zod';

/**
 * An array of at most `max` items, which is looked at no further than its first bad item. zod
 * otherwise makes an issue of each, and a body of a few megabytes becomes gigabytes of issues.
 */
export function list<Item extends z.ZodType>(item: Item, max: number): z.ZodArray<Item> {
  const List = z.core.$constructor<z.ZodArray<Item>>('List', (schema, definition) => {
    z.ZodArray.init(schema, definition);
    const { parse } = schema._zod;
    // A list that is too long is refused by its check, which zod makes before it looks at items.
    schema._zod.parse = (payload, context) => parse(payload, { ...context, abortEarly: true });
  });
  return new List({ type: 'array', element: item }).max(max);
}

/** An object of at most `max` keys of the caller's choice, counted before any is looked at. */
export function dictionary<Key extends z.ZodString, Value extends z.ZodType>(
  key: Key,
  value: Value,
  max: number,
): z.ZodRecord<Key, Value> {
  const Dictionary = z.core.$constructor<z.ZodRecord<Key, Value>>(
    'Dictionary',
    (schema, definition) => {
      z.ZodRecord.init(schema, definition);
      const { parse } = schema._zod;
      schema._zod.parse = (payload, context) => {
        const input = payload.value;
        if (typeof input !== 'object' || input === null || Object.keys(input).length <= max) {
          return parse(payload, context);
        }
        const message = `must have at most ${max} entries`;
        payload.issues.push({ code: 'custom', message, input, inst: schema, continue: false });
        return payload;
      };
    },
  );
  return new Dictionary({ type: 'record', keyType: key, valueType: value });
}
