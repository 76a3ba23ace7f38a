/** A scan in which everything that a page can choose is an attack on whoever looks at it. */
import { createHash } from 'node:crypto';
import { Report } from '@webhood/contract';
import { filled } from './filled.ts';
import type { ScriptedResult } from './scripted-scanner.ts';

/** Set when anything of the evidence has run in the console. */
export const CANARY = '__evidenceRan';

const RUN = `globalThis.${CANARY}=1`;
const TEXTS = [
  `<script>${RUN}</script><img src=x onerror="${RUN}">`,
  `"><svg onload=${RUN}><a href="javascript:${RUN}">x</a>`,
  `javascript:${RUN}`,
  `data:text/html,<script>${RUN}</script>`,
  `https://evil.example/?q=<script>${RUN}</script>#${'b'.repeat(3_000)}`,
  'invoice\u202Egpj.exe\u2066\u2067 to the right',
  '\u001b[31m\u0007\u0000\u200b\u2028\u{e0041}\u{e0100}\ud800 controls',
  '=HYPERLINK("https://evil.example/","open")',
  '\u0430\u0301\u0489'.repeat(400),
  'W'.repeat(20_000),
  '{{constructor.constructor("return 1")()}}',
  '</title></textarea></style></script><plaintext>',
];

/** As long as any text of a page may come to be, in the places that lay out most of it. */
const HUGE_LENGTH = 10 * 1024 * 1024;

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const HTML = Buffer.from(
  `<!doctype html>\n${TEXTS.join('\n').toWellFormed()}\n${'<b>'.repeat(5_000)}${'x'.repeat(200_000)}`,
);

export function hostileResult(): ScriptedResult {
  const body = { content: HTML, sha256: createHash('sha256').update(HTML).digest('hex') };
  return {
    files: [
      { kind: 'screenshot', path: 'screenshot.png', mediaType: 'image/png', content: PIXEL },
      // A scanner that was taken over may send anything as a picture.
      {
        kind: 'screenshot_early',
        path: 'screenshot-early.png',
        mediaType: 'image/png',
        content: HTML,
      },
      { kind: 'html', path: 'page.html', mediaType: 'text/html', content: HTML },
      { kind: 'text', path: 'page.txt', mediaType: 'text/plain', content: HTML },
      { kind: 'har', path: 'network.har', mediaType: 'application/json', content: HTML },
      {
        kind: 'body',
        path: `bodies/${body.sha256}`,
        mediaType: 'text/html',
        content: body.content,
      },
    ],
    report: ({ scan, attempt }, artifacts) => {
      let at = 0;
      const report = Report.parse(
        filled(Report, () => {
          at += 1;
          return TEXTS[at % TEXTS.length] ?? '';
        }),
      );
      const exchanges = Array.from({ length: 40 }, (_, id) => {
        const exchange = report.exchanges[id % report.exchanges.length];
        if (!exchange) throw new Error('the schema gave no exchange');
        const { request } = exchange;
        const url = id === 1 ? `https://evil.example/${'u'.repeat(HUGE_LENGTH)}` : request.url;
        return {
          ...exchange,
          id,
          request: { ...request, url },
          body: { size: 10, sha256: body.sha256, detectedType: TEXTS[id % TEXTS.length] },
        };
      });
      return Report.parse({
        ...report,
        scan: { ...report.scan, id: scan.id, slug: scan.slug, attempt },
        outcome: { status: 'done', completeness: 'partial' },
        console: report.console.map((message, index) =>
          index === 0 ? { ...message, text: 'C'.repeat(HUGE_LENGTH) } : message,
        ),
        exchanges,
        artifacts,
      });
    },
  };
}
