import { join, resolve } from 'node:path';

/**
 * Where a scan's evidence goes: `--out` itself for one URL, a folder in it for each of several,
 * `./scans/<slug>` without `--out`. Relative to the folder the user is in.
 */
export function outFolderChooser(
  out: string | undefined,
  urlCount: number,
  invokedFrom: string,
): (slug: string) => string {
  if (out === undefined) return (slug) => join(invokedFrom, 'scans', slug);
  const folder = resolve(invokedFrom, out);
  return urlCount === 1 ? () => folder : (slug) => join(folder, slug);
}
