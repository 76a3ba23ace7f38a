/** Finished sites as their makers published them, and where each of their pages lies. */
export interface SavedPage {
  /** Below `node_modules`: what the site's root is. */
  folder: string;
  path: string;
}

export const SAVED_PAGES: readonly SavedPage[] = [
  { folder: 'startbootstrap-resume/dist', path: '/index.html' },
  { folder: 'startbootstrap-simple-sidebar/dist', path: '/index.html' },
  { folder: 'startbootstrap-sb-admin/dist', path: '/index.html' },
  { folder: 'startbootstrap-sb-admin/dist', path: '/login.html' },
  { folder: 'startbootstrap-sb-admin/dist', path: '/tables.html' },
  { folder: 'reveal.js', path: '/index.html' },
  { folder: 'impress.js', path: '/index.html' },
  { folder: 'html5-boilerplate/dist', path: '/index.html' },
  { folder: 'hamburgers/dist', path: '/example.html' },
  { folder: 'milligram', path: '/example.html' },
  { folder: 'playwright-core/lib/vite/traceViewer', path: '/index.html' },
];
