import packageJson from '../package.json' with { type: 'json' };
import { readImageBuilt } from './image-built.ts';

export const SCANNER_VERSION: string = packageJson.version;

export const IMAGE_BUILT = readImageBuilt(new URL('../../../build-info.json', import.meta.url));
