const REFERENCE = /"\$ref":"#\/components\/schemas\/([^"]+)"/g;

/** Leaves only the named schemas that an operation, or another schema left, refers to. */
export function withoutUnusedSchemas<D extends object>(document: D): D {
  const { components: all = {} }: { components?: { schemas?: Record<string, unknown> } } = document;
  const { schemas = {}, ...components } = all;
  const used = new Map<string, unknown>();
  const follow = (value: unknown) => {
    for (const [, name] of JSON.stringify(value).matchAll(REFERENCE)) {
      if (name === undefined || used.has(name) || !(name in schemas)) continue;
      used.set(name, schemas[name]);
      follow(schemas[name]);
    }
  };
  follow({ ...document, components });
  const names = [...used.keys()].sort();
  const left = Object.fromEntries(names.map((name) => [name, schemas[name]]));
  return { ...document, components: { ...components, schemas: left } };
}
