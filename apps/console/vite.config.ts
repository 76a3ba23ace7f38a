import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { brotliFiles } from './brotli-files.ts';

/** Where `webhood up` listens; its certificate is self-signed, hence `secure: false` in dev only. */
const SERVER = 'https://localhost:8443';

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
  },
  server: {
    proxy: { '/api': { target: SERVER, changeOrigin: true, secure: false } },
  },
});
