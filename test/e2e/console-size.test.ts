import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { REPOSITORY } from './support/processes.ts';

const DIST = join(REPOSITORY, 'apps/console/dist');
/** What a page may make a browser fetch and parse before it can be used. */
const INITIAL_BYTES = 250 * 1024;
/** Fetched only where they are opened. */
const LATER = [/codemirror/i, /html-viewer|source-viewer/i];

type Chunk = { file: string; imports?: string[]; dynamicImports?: string[] };
type Manifest = Record<string, Chunk>;

const manifest: Manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8'));

/** These chunks and all that they import at once. */
function withImports(names: string[]): Set<string> {
  const found = new Set<string>();
  const take = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    for (const each of manifest[name]?.imports ?? []) take(each);
  };
  for (const name of names) take(name);
  return found;
}

const gzipped = (name: string) =>
  gzipSync(readFileSync(join(DIST, manifest[name]?.file ?? ''))).length;

test.each([
  ['start page', ['index.html', 'src/routes/start.tsx']],
  ['list of scans', ['index.html', 'src/routes/scans.tsx']],
  ['search', ['index.html', 'src/routes/search.tsx']],
  [
    'scan page with its overview',
    ['index.html', 'src/routes/scan.tsx', 'src/features/scan/overview-tab.tsx'],
  ],
])('the %s needs no more JavaScript than its bound, and no editor', (_, entries) => {
  for (const entry of entries) expect(manifest, entry).toHaveProperty([entry]);
  const chunks = withImports(entries);
  const bytes = [...chunks].reduce((sum, name) => sum + gzipped(name), 0);
  expect(bytes).toBeLessThanOrEqual(INITIAL_BYTES);
  const files = [...chunks].map((name) => manifest[name]?.file ?? '');
  expect(files.filter((file) => LATER.some((pattern) => pattern.test(file)))).toEqual([]);
});

test('each tab of the scan page is a chunk of its own', () => {
  const tabs = ['overview', 'redirects', 'dom', 'data', 'metadata'].map(
    (tab) => `src/features/scan/${tab}-tab.tsx`,
  );
  const page = withImports(['index.html', 'src/routes/scan.tsx']);
  for (const tab of [...tabs, 'src/features/network-log/network-tab.tsx']) {
    expect(manifest[tab]?.file, tab).toBeDefined();
    expect(page.has(tab), tab).toBe(false);
  }
});
