import type { Report, Scan } from '@webhood/contract';
import { client } from '../../api/client.ts';

export type PictureKind = 'settled' | 'early';
/** `src` is drawn anew by the server; `saveFrom` is the evidence itself, which is never drawn. */
export type Picture = { kind: PictureKind; src: string; saveFrom: string; file: string };

/** The pictures that a scan has kept, the main one first. */
export function picturesOf(scan: Scan, report: Report): Picture[] {
  const pictures: Picture[] = [];
  if (scan.screenshots.length > 0) {
    pictures.push({
      kind: 'settled',
      src: client.scans.urls.screenshot(scan.id, 'display'),
      saveFrom: client.scans.urls.screenshot(scan.id),
      file: `${scan.slug}.png`,
    });
  }
  const early = report.artifacts.find(({ kind }) => kind === 'screenshot_early');
  if (early) {
    pictures.push({
      kind: 'early',
      src: client.scans.urls.artifact(scan.id, early.sha256, 'display'),
      saveFrom: client.scans.urls.artifact(scan.id, early.sha256),
      file: `${scan.slug}-early.png`,
    });
  }
  return pictures;
}

/** Always as a PNG: a picture document runs nothing, whatever the bytes are. */
async function pictureBlob(src: string): Promise<Blob> {
  const response = await fetch(src, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return new Blob([await response.arrayBuffer()], { type: 'image/png' });
}

export async function copyPicture(src: string): Promise<void> {
  // The promise goes in as it is: some browsers forget the click while it is awaited.
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': pictureBlob(src) })]);
}

/** How long a tab has to load the picture before its address goes away. */
const OPENING_MS = 60_000;

/** The server gives files out only for download, so the tab gets the bytes from here. */
export async function openPicture(src: string): Promise<void> {
  const url = URL.createObjectURL(await pictureBlob(src));
  window.open(url, '_blank', 'noopener');
  setTimeout(() => URL.revokeObjectURL(url), OPENING_MS);
}
