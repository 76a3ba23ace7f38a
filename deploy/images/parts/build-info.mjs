// Writes what an image was made of: node build-info.mjs FILE. `webhood doctor` and bug reports tell it.
import { readFileSync, writeFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const revision = process.env.REVISION || null;
const builtAt = process.env.CREATED || new Date().toISOString();
writeFileSync(file, `${JSON.stringify({ version, revision, builtAt })}\n`);
