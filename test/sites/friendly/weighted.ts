/** Pages of a known weight, for measurements: always the same bytes. */
import type { Route, Routes } from '../route.ts';

interface Weight {
  assets: number;
  assetBytes: number;
  scriptMs: number;
}

const WEIGHTS: Record<string, Weight> = {
  '/medium': { assets: 60, assetBytes: 34_000, scriptMs: 0 },
  '/heavy': { assets: 199, assetBytes: 41_000, scriptMs: 300 },
};
/** What a near server takes. */
const LATENCY_MS = 20;
const KINDS = ['js', 'css', 'png', 'json'] as const;
type Kind = (typeof KINDS)[number];

const MEDIA_TYPES: Record<Kind, string> = {
  js: 'text/javascript',
  css: 'text/css',
  png: 'image/svg+xml',
  json: 'application/json',
};

export const WEIGHTED: Routes = Object.fromEntries(
  Object.entries(WEIGHTS).flatMap(([path, weight]) => [
    [path, page(path, weight)],
    ...Array.from({ length: weight.assets }, (_, number): [string, Route] => [
      assetPath(path, number),
      asset(number, weight),
    ]),
    [`${path}/last.js`, lastScript(weight)],
  ]),
);

function assetPath(path: string, number: number): string {
  return `${path}/${number}.${kindOf(number)}`;
}

function kindOf(number: number): Kind {
  return KINDS[number % KINDS.length] ?? 'js';
}

function page(path: string, { assets }: Weight): Route {
  const tags = Array.from({ length: assets }, (_, number) => tag(assetPath(path, number), number));
  const text = `<!DOCTYPE html><title>Weighted</title>${tags.join('\n')}<script src="${path}/last.js"></script>`;
  return ({ response }) => later(() => response.end(text), response, 'text/html');
}

function tag(source: string, number: number): string {
  const kind = kindOf(number);
  if (kind === 'js') return `<script src="${source}"></script>`;
  if (kind === 'css') return `<link rel="stylesheet" href="${source}">`;
  if (kind === 'png') return `<img src="${source}" width="80" height="60" alt="">`;
  return `<script>fetch("${source}")</script><p>Paragraph ${number}</p>`;
}

function asset(number: number, { assetBytes }: Weight): Route {
  const kind = kindOf(number);
  const filler = `${number} `.repeat(assetBytes).slice(0, assetBytes);
  const text = {
    js: `/* ${filler} */ window.loaded = ${number};`,
    css: `/* ${filler} */ .c${number} { color: #333 }`,
    png: `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60"><!-- ${filler} --><rect width="80" height="60" fill="#${(number * 4_001).toString(16).padStart(6, '0').slice(0, 6)}"/></svg>`,
    json: JSON.stringify({ number, filler }),
  }[kind];
  return ({ response }) => later(() => response.end(text), response, MEDIA_TYPES[kind]);
}

function lastScript({ scriptMs }: Weight): Route {
  const text = `const end = performance.now() + ${scriptMs}; while (performance.now() < end);`;
  return ({ response }) => later(() => response.end(text), response, MEDIA_TYPES.js);
}

function later(
  answer: () => void,
  response: Parameters<Route>[0]['response'],
  mediaType: string,
): void {
  setTimeout(() => {
    response.writeHead(200, { 'content-type': mediaType });
    answer();
  }, LATENCY_MS);
}
