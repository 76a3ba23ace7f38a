import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'vite';

/** What is text; fonts are compressed in themselves. */
const COMPRESSIBLE = /\.(?:js|css|html|svg)$/;
/** Of 11: the last two steps save a few percent and take ten times as long. */
const QUALITY = 9;

/** Lays `NAME.br` beside each text file of the build, for the server to hand out. */
export function brotliFiles(): Plugin {
  let folder = '';
  return {
    name: 'brotli-files',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = join(root, build.outDir);
    },
    closeBundle: () => {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!COMPRESSIBLE.test(name)) continue;
        const path = join(folder, name);
        const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY };
        writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path), { params }));
      }
    },
  };
}
