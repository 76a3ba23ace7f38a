import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';

export const DEPLOY = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'deploy');

/** A file below deploy/, with the merge keys that compose.yaml uses. */
export function readYaml(path) {
  return parse(readFileSync(join(DEPLOY, path), 'utf8'), { merge: true });
}

/** All documents of a text. @throws the first error, with its place */
export function parseDocuments(text) {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS();
  });
}
