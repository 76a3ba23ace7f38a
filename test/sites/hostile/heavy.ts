/** Pages that are too much to hold, to lay out or to draw. */
import { html, type Routes } from '../route.ts';

const SHADOWS = Array.from({ length: 300 }, (_, i) => `${i}px ${i}px 100px red`).join(',');
const MEBIBYTE = 1024 * 1024;

export const HEAVY: Routes = {
  '/hostile/heavy/worker-memory': html(
    `<title>Worker memory</title><p>Text<script>
      const code = "const kept = []; for (;;) kept.push(new Array(1e6).fill(Math.random()));";
      new Worker(URL.createObjectURL(new Blob([code])));
    </script>`,
  ),
  '/hostile/heavy/frame-memory': html(
    '<title>Frame memory</title><p>Text<iframe src="/hostile/memory"></iframe>',
  ),
  '/hostile/heavy/remote-memory': ({ url, response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    const frame = `${url.protocol}//localhost:${url.port}/hostile/memory`;
    response.end(`<!DOCTYPE html><title>Outer</title><p>Text<iframe src="${frame}"></iframe>`);
  },
  '/hostile/heavy/wasm-memory': html(
    `<title>Wasm memory</title><p>Text<script>
      const kept = [];
      try {
        for (;;) {
          const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
          kept.push(memory);
          for (let i = 0; i < 64; i += 1) { memory.grow(256); new Uint8Array(memory.buffer).fill(1, i << 24); }
          if (kept.length > 2) break;
        }
      } catch {}
    </script>`,
  ),
  '/hostile/heavy/strings': html(
    `<title>Strings</title><p>Text<script>
      let text = "x"; try { for (;;) text += text; } catch { window.kept = text; }
      history.replaceState({ text: "y".repeat(1e6) }, "", "?" + "z".repeat(2e6));
    </script>`,
  ),
  '/hostile/heavy/title-loop': html(
    `<title>Title</title><p>Text<script>
      setInterval(() => { document.title = Math.random() + "t".repeat(5e6); }, 1);
    </script>`,
  ),
  '/hostile/heavy/huge-attribute': html(
    `<title>Attribute</title><p id="p">Text<script>
      p.setAttribute("data-x", "x".repeat(150 * ${MEBIBYTE}));
    </script>`,
  ),
  '/hostile/heavy/huge-link': html(
    `<title>Link</title><a id="a" href="/">Text</a><script>
      a.textContent = "x".repeat(50 * ${MEBIBYTE}); a.href = "/?" + "x".repeat(5e6);
      for (let i = 0; i < 20; i += 1) document.documentElement.append(a.cloneNode(true));
    </script>`,
  ),
  '/hostile/heavy/huge-inline': html(
    `<title>Inline</title><p>Text<script>
      const s = document.createElement("script"); s.type = "text/x"; s.textContent = "x".repeat(50 * ${MEBIBYTE});
      document.documentElement.append(s);
      window["g".repeat(1e6)] = 1; name = "n".repeat(5e6);
      for (let i = 0; i < 1e5; i += 1) window["global" + i] = i;
    </script>`,
  ),
  '/hostile/heavy/deep': html(
    `<title>Deep</title><script>
      let at = document.documentElement;
      for (let i = 0; i < 1e5; i += 1) { const next = document.createElement("div"); at.append(next); at = next; }
    </script>`,
  ),
  '/hostile/heavy/deep-markup': html(`<title>Deep</title><p>Text${'<div>'.repeat(100_000)}`),
  '/hostile/heavy/shadow-roots': html(
    `<title>Shadow</title><p>Text<script>
      let at = document.documentElement;
      for (let i = 0; i < 5e3; i += 1) {
        const host = document.createElement("div"); at.append(host);
        at = host.attachShadow({ mode: "open" });
      }
    </script>`,
  ),
  '/hostile/heavy/svg': html(
    `<title>SVG</title><p>Text<svg width="500" height="500"><defs><g id="g0"><circle r="5"/></g>
      ${Array.from({ length: 20 }, (_, i) => `<g id="g${i + 1}">${`<use href="#g${i}"/>`.repeat(10)}</g>`).join('')}
      </defs><use href="#g20"/></svg>`,
  ),
  '/hostile/heavy/entities': ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/xhtml+xml' });
    const levels = Array.from(
      { length: 12 },
      (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`,
    );
    response.end(
      `<!DOCTYPE html [<!ENTITY e0 "lol">${levels.join('')}]><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Entities</title></head><body>&e12;</body></html>`,
    );
  },
  '/hostile/heavy/mathml': html(
    `<title>MathML</title><p>Text<math>${'<msqrt><mfrac>'.repeat(200)}<mi>x</mi></math>`,
  ),
  '/hostile/heavy/canvas': html(
    `<title>Canvas</title><p>Text<script>
      for (let i = 0; i < 20; i += 1) {
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = 16000; document.body.append(canvas);
        canvas.getContext("2d").fillRect(0, 0, 16000, 16000);
      }
    </script>`,
  ),
  '/hostile/heavy/filters': html(
    `<title>Filters</title><style>div { position: absolute; inset: 0; box-shadow: ${SHADOWS};
      filter: blur(200px) drop-shadow(0 0 200px red); backdrop-filter: blur(300px); mix-blend-mode: difference }</style>
      <p>Text${'<div></div>'.repeat(400)}`,
  ),
  '/hostile/heavy/gradients': html(
    `<title>Gradients</title><style>div { position: absolute; inset: 0;
      background: repeating-conic-gradient(red 0 .001deg, blue 0 .002deg); animation: a .01s infinite;
      filter: url(#f) } @keyframes a { to { transform: rotate(1turn) scale(9) } }</style>
      <svg width="0" height="0"><filter id="f"><feTurbulence baseFrequency=".9" numOctaves="200"/><feMorphology radius="200"/></filter></svg>
      <p>Text${'<div></div>'.repeat(50)}`,
  ),
  '/hostile/heavy/selectors': html(
    `<title>Selectors</title><style>${'div:has(div div div:not(:has(p)) div) ~ div:nth-last-child(2n+1 of div) div, '.repeat(300)} x { color: red }</style>
      <p>Text${'<div><div><div><div></div></div></div></div>'.repeat(2_000)}`,
  ),
  '/hostile/heavy/frames': html(
    `<title>Frames</title><p>Text<script>
      for (let i = 0; i < 1000; i += 1) document.body.append(document.createElement("iframe"));
    </script>`,
  ),
  '/hostile/heavy/nested-frames': ({ url, response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    const depth = Number(url.searchParams.get('n') ?? 0) + 1;
    const host = depth % 2 === 0 ? '127.0.0.1' : 'localhost';
    const frame = `${url.protocol}//${host}:${url.port}${url.pathname}?n=${depth}`;
    response.end(`<!DOCTYPE html><title>Nested</title><p>${depth}<iframe src="${frame}"></iframe>`);
  },
  '/hostile/heavy/recursive-srcdoc': html(
    `<title>Srcdoc</title><p>Text<script>
      const text = "<script>(" + (function grow() {
        const frame = document.createElement("iframe");
        frame.srcdoc = "<body><script>(" + grow + ")()<" + "/script>"; document.body.append(frame);
      }) + ")()<" + "/script>";
      const first = document.createElement("iframe"); first.srcdoc = "<body>" + text; document.body.append(first);
    </script>`,
  ),
  '/hostile/heavy/storage': html(
    `<title>Storage</title><p>Text<script>
      try { for (let i = 0; ; i += 1) localStorage.setItem("k" + i, "v".repeat(5e4)); } catch {}
      try { for (let i = 0; ; i += 1) sessionStorage.setItem("k" + i, "v".repeat(5e4)); } catch {}
      for (let i = 0; i < 300; i += 1) indexedDB.open("d".repeat(500) + i, 1).onupgradeneeded = (event) => {
        for (let j = 0; j < 50; j += 1) event.target.result.createObjectStore("s" + j);
      };
      for (let i = 0; i < 300; i += 1) caches.open("c" + i).catch(() => {});
    </script>`,
  ),
  '/hostile/heavy/cookies': html(
    `<title>Cookies</title><p>Text<script>
      for (let i = 0; i < 1e4; i += 1) document.cookie = "c" + i + "=" + "v".repeat(3000) + "; path=/p" + (i % 50);
    </script>`,
  ),
  '/hostile/heavy/forms': html(
    `<title>Forms</title><p>Text<script>
      const all = document.createDocumentFragment();
      for (let i = 0; i < 3e3; i += 1) {
        const form = document.createElement("form");
        for (let j = 0; j < 10; j += 1) form.append(document.createElement("input"));
        all.append(form);
      }
      document.body.append(all);
    </script>`,
  ),
};
