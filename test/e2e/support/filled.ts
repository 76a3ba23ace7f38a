/** Values made from a schema, with text of the caller's choice wherever the schema takes it. */

/** Shapes that the schemas of the contract are made of. */
type Definition = {
  type: string;
  shape?: Record<string, Schema>;
  element?: Schema;
  innerType?: Schema;
  options?: Schema[];
  entries?: Record<string, string>;
  values?: unknown[];
  keyType?: Schema;
  valueType?: Schema;
};
type Checked = { safeParse(value: unknown): { success: boolean } };
type Schema = Checked & { _zod: { def: Definition } };

/** Tried where no text of the caller's is taken, for example for a hash or a fixed word. */
const PLAIN = [
  'a'.repeat(64),
  '2030-01-01T00:00:00.000Z',
  'https://example.com/',
  'en',
  'UTC',
  'network.har',
  'x',
];

/** A value that the schema accepts: every optional part is there, every list has `items`. */
export function filled(schema: Checked, text: () => string, items = 3): unknown {
  const fill = (each: Schema): unknown => {
    const { def } = each._zod;
    switch (def.type) {
      case 'object':
        return Object.fromEntries(
          Object.entries(def.shape ?? {}).map(([key, value]) => [key, fill(value)]),
        );
      case 'array':
        return Array.from({ length: items }, () => def.element && fill(def.element));
      case 'union':
        return def.options?.[0] && fill(def.options[0]);
      case 'enum':
        return Object.values(def.entries ?? {})[0];
      case 'literal':
        return def.values?.[0];
      case 'boolean':
        return true;
      case 'number':
        return [200, 1, 0].find((number) => each.safeParse(number).success);
      case 'record':
        return {};
      case 'string':
        return [text(), ...PLAIN].find((value) => each.safeParse(value).success);
      default:
        if (!def.innerType) throw new Error(`no value is known for a schema of ${def.type}`);
        return fill(def.innerType);
    }
  };
  return fill(schema as Schema);
}
