import type { RecipeRequest } from './send.ts';

/** A request written as a message: a line, headers, an empty line, a body; with `{{names}}`. */
export function requestIn(text: string, values: Record<string, string>): RecipeRequest {
  const filled = text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`{{${name}}} has no value`);
    return value;
  });
  const [head = '', body] = filled.trimEnd().split('\n\n');
  const [line = '', ...fields] = head.split('\n');
  const [method = '', url = ''] = line.split(' ');
  const headers = fields.map((field): [string, string] => {
    const colon = field.indexOf(': ');
    return [field.slice(0, colon), field.slice(colon + 2)];
  });
  return { method, url, headers: Object.fromEntries(headers), body };
}
