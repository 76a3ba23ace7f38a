/** Scans with as much in them as the console has to bear. */
import type { Client } from '@webhood/client';
import { Report } from '@webhood/contract';
import { filled } from '../../test/e2e/support/filled.ts';
import type { Installation } from '../../test/e2e/support/installation.ts';
import { createScriptedScanner } from '../../test/e2e/support/scripted-scanner.ts';
import type { Routes } from '../../test/sites/route.ts';

const RESOURCES = 2_000;
const HTML_BYTES = 20 * 1024 * 1024;
const PIXEL = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64');

/** A page of 2,000 resources, which the real scanner scans. */
export const MANY_RESOURCES: Routes = {
  '/bench/many': ({ response }) => {
    const images = Array.from({ length: RESOURCES }, (_, n) => `<img src="/bench/image?n=${n}">`);
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<!DOCTYPE html><title>Many</title>${images.join('\n')}`);
  },
  '/bench/image': ({ response }) => {
    response.writeHead(200, { 'content-type': 'image/gif', 'cache-control': 'no-store' });
    response.end(PIXEL);
  },
};

/** A scan whose DOM has 20 MB, brought by a scripted scanner. */
export async function scanOfLargeDom(installation: Installation, client: Client): Promise<string> {
  const line = '<div class="row"><span>one</span><a href="https://example.com/">link</a></div>\n';
  const html = Buffer.from(line.repeat(Math.ceil(HTML_BYTES / line.length)).slice(0, HTML_BYTES));
  const scanner = await createScriptedScanner(installation, 'large');
  const scan = await scanner.scan(client, 'https://example.com/large', {
    files: [{ kind: 'html', path: 'page.html', mediaType: 'text/html', content: html }],
    report: (lease, artifacts) => {
      const report = Report.parse(filled(Report, () => 'large', 1));
      const { id, slug } = lease.scan;
      return Report.parse({
        ...report,
        scan: { ...report.scan, id, slug, attempt: lease.attempt },
        outcome: { status: 'done', completeness: 'complete' },
        artifacts,
      });
    },
  });
  return scan.id;
}
