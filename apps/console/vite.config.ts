import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { brotliFiles } from './brotli-files.ts';

/** Where `webhood up` listens; its certificate is self-signed, hence `secure: false` in dev only. */
const SERVER = 'https://localhost:8443';

/**
 * The server speaks HTTP/1.1, so that every file of a page costs a turn. What most pages share is
 * one file; what is large, or only for some pages, stays in files of its own.
 */
const SHARED = [
  {
    name: 'shared',
    test: /\/(src\/(ui\/(?!overlay|form-dialog|confirm-dialog|switch|tab-strip|virtual-table|menu-parts)|api|features\/(scans|shell))|node_modules\/(react|react-dom|scheduler|clsx|tailwind-merge|lucide-react|zod|@tanstack\/(?!react-virtual|virtual-core))|packages\/(contract|client))/,
    minShareCount: 4,
  },
  // The list of all public suffixes.
  { name: 'domains', test: /\/(node_modules\/tldts|exchange-index)/ },
  {
    name: 'tables',
    test: /\/(src\/ui\/virtual-table|node_modules\/@tanstack\/(react-virtual|virtual-core))/,
  },
  {
    name: 'scan-parts',
    test: /\/src\/(features\/scan\/(?!section-table|tables)|ui\/(tab-strip|strings-scan))/,
    minShareCount: 2,
  },
];

export default defineConfig({
  plugins: [react(), tailwindcss(), brotliFiles()],
  build: {
    // `light-dark()` and `oklch()` carry the colour system; these are the first to have both.
    target: ['chrome123', 'firefox128', 'safari17.5'],
    // The content security policy allows no data: fonts and no inline scripts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
    // What each page loads, for the test that bounds it. The server hands out no dot folder.
    manifest: true,
    rolldownOptions: { output: { codeSplitting: { groups: SHARED } } },
  },
  server: {
    proxy: { '/api': { target: SERVER, changeOrigin: true, secure: false } },
  },
});
