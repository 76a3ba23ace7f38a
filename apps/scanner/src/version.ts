import packageJson from '../package.json' with { type: 'json' };

export const SCANNER_VERSION: string = packageJson.version;
