import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const MODULES = join(ROOT, 'node_modules');
/** What earlier starts found, so the next one need not look again. Goes with node_modules. */
export const STATE = join(MODULES, '.webhood');
