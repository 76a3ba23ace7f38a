/**
 * The requests of a PowerShell recipe. PowerShell itself is not run: this reads the commands that
 * the recipe has, and refuses any other.
 */
import type { RecipeRequest } from './send.ts';

/** `${variables}` of the recipe are filled in by `valueAt`, for example `scan.id`. */
export function requestsOf(
  block: string,
  environment: Record<string, string>,
  valueAt: (path: string) => string,
): (() => RecipeRequest)[] {
  const texts = new Map(
    [...block.matchAll(/^\$(\w+) = @'\n([\s\S]*?)\n'@$/gm)].map(([, name, text]) => [name, text]),
  );
  const fill = (text: string) =>
    text
      .replace(/\$env:(\w+)/g, (_, name: string) => environment[name] ?? missing(name))
      .replace(/\$\(\$([\w.]+)\)/g, (_, path: string) => valueAt(path));
  return [...block.matchAll(/Invoke-(?:RestMethod|WebRequest) (.*)$/gm)].map(([, line = '']) => {
    const given = parametersIn(line);
    return () => ({
      method: (given.get('Method') ?? missing('Method')).toUpperCase(),
      url: fill(given.get('Uri') ?? missing('Uri')),
      headers: {
        ...hashtable(block, given.get('Headers') ?? missing('Headers'), fill),
        ...(given.has('ContentType') ? { 'Content-Type': given.get('ContentType') ?? '' } : {}),
      },
      body: given.has('Body') ? texts.get((given.get('Body') ?? '').slice(1)) : undefined,
    });
  });
}

const KNOWN = ['Method', 'Uri', 'Headers', 'ContentType', 'Body', 'MaximumRetryCount', 'OutFile'];

/** `-Name value`, the value bare, in single or in double quotes. */
function parametersIn(line: string): Map<string, string> {
  const found = [...line.matchAll(/-(\w+) (?:"([^"]*)"|'([^']*)'|(\S+))/g)];
  for (const [, name = ''] of found) if (!KNOWN.includes(name)) missing(`a reading of -${name}`);
  return new Map(
    found.map(([, name = '', double, single, bare]) => [name, double ?? single ?? bare ?? '']),
  );
}

/** `$name = @{ Key = "value"; 'Other-Key' = 'value' }` */
function hashtable(
  block: string,
  variable: string,
  fill: (text: string) => string,
): Record<string, string> {
  const [, inside = missing(variable)] =
    new RegExp(`^\\${variable} = @\\{(.*)\\}$`, 'm').exec(block) ?? [];
  return Object.fromEntries(
    inside.split(';').map((pair) => {
      const [, key = missing(pair), double, single] =
        /^\s*'?([\w-]+)'? = (?:"([^"]*)"|'([^']*)')\s*$/.exec(pair) ?? [];
      return [key, double === undefined ? (single ?? '') : fill(double)];
    }),
  );
}

function missing(what: string): never {
  throw new Error(`the recipe has no ${what}`);
}
