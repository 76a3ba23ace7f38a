/** A variable of the environment, given as itself or as a file. */
import { readFileSync } from 'node:fs';

export type Environment = Record<string, string | undefined>;

/** A token is a few dozen characters, a bundle of authorities 250 KB. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** The value of `NAME`, or of the file that `NAME_FILE` names. A fault never repeats a value. */
export function readVariable(
  env: Environment,
  name: string,
  faults: string[],
  readFile: (path: string) => string = readBoundedFile,
): string | undefined {
  const value = env[name]?.trim() || undefined;
  const path = env[`${name}_FILE`]?.trim() || undefined;
  if (value !== undefined && path !== undefined) {
    faults.push(`${name} and ${name}_FILE are both set: give one`);
    return value;
  }
  if (path === undefined) return value;
  try {
    return readFile(path).trim() || undefined;
  } catch (error) {
    faults.push(`${name}_FILE cannot be read: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

export function readBoundedFile(path: string): string {
  const data = readFileSync(path);
  if (data.length > MAX_FILE_BYTES) throw new Error('the file is too large to be a setting');
  return data.toString('utf8');
}
