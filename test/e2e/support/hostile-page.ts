/** A page with hostile text wherever the console shows text of a page. */
import type { Routes } from '../../sites/route.ts';

/** Set by any of the page's scripts that runs in the console. */
export const CANARY = 'webhoodCanary';

const MARKUP = `"'><img src=x onerror="globalThis.${CANARY}=1"><script>globalThis.${CANARY}=1</script>`;
/** A right-to-left override, an isolate that never ends, controls. */
const DIRECTION = '\u202egnp.exe\u2066\u200f\u0007';
const FORMULA = '=HYPERLINK("https://evil.example/","pay")';
const LONG = 'A'.repeat(200_000);

/** Of which a CSV cell must not begin with its sign. */
export const HOSTILE_TITLE = `${FORMULA} ${DIRECTION} ${MARKUP}`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

export const HOSTILE_PAGE: Routes = {
  '/journey/hostile': ({ response }) => {
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      server: '<script>globalThis.webhoodCanary=1</script>',
      'set-cookie': ['<b>name</b>=<img/onerror=x>; Path=/', `=${FORMULA}`],
      'x-formula': FORMULA,
    });
    response.end(`<!DOCTYPE html><title>${escaped(HOSTILE_TITLE)}</title>
      <a href="javascript:globalThis.${CANARY}=1">${escaped(DIRECTION)}</a>
      <a href="data:text/html,${encodeURIComponent(MARKUP)}">${escaped(MARKUP)}</a>
      <form action="javascript:globalThis.${CANARY}=1"><input name="${escaped(MARKUP)}"></form>
      <p>${LONG}</p><img src="/journey/${encodeURIComponent(MARKUP)}.png">
      <script>console.log(${JSON.stringify(DIRECTION)}, '<script>globalThis.${CANARY}=1<\\/script>');
        localStorage.setItem(${JSON.stringify(FORMULA)}, ${JSON.stringify(DIRECTION)})</script>`);
  },
};
