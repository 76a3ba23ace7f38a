/** Pages whose scripts never come to rest: in the page, in its frames and its workers. */
import { html, type Routes } from '../route.ts';

const EVIL_PATTERN = '/^(a+)+$/.test("a".repeat(60) + "b")';
const WORKER_SPIN = `new Worker(URL.createObjectURL(new Blob(["for (;;);"])))`;

export const STUCK: Routes = {
  '/hostile/stuck/regexp': html(`<title>Regexp</title><p>Text<script>${EVIL_PATTERN}</script>`),
  '/hostile/stuck/sort': html(
    `<title>Sort</title><p>Text<script>
      for (;;) Array.from({ length: 5e6 }, Math.random).sort();
    </script>`,
  ),
  '/hostile/stuck/json': html(
    `<title>JSON</title><p>Text<script>
      const text = "[" + "[1,2,3],".repeat(1e7) + "0]"; for (;;) JSON.parse(text);
    </script>`,
  ),
  '/hostile/stuck/clone': html(
    `<title>Clone</title><p>Text<script>
      const big = Array.from({ length: 3e6 }, (_, i) => ({ i })); for (;;) structuredClone(big);
    </script>`,
  ),
  '/hostile/stuck/promises': html(
    `<title>Promises</title><p>Text<script>
      const again = () => Promise.resolve().then(again); again();
    </script>`,
  ),
  '/hostile/stuck/catches': html(
    `<title>Catches</title><p>Text<script>
      const spin = () => { try { for (;;); } finally { spin(); } }; spin();
    </script>`,
  ),
  '/hostile/stuck/wasm': html(
    `<title>Wasm</title><p>Text<script>
      const code = [0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,8,1,0,10,9,1,7,0,3,64,12,0,11,11];
      new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(code)));
    </script>`,
  ),
  '/hostile/stuck/sync-request': html(
    `<title>Sync</title><p>Text<script>
      const request = new XMLHttpRequest();
      request.open("GET", "/hostile/no-headers?sync", false);
      request.send();
    </script>`,
  ),
  '/hostile/stuck/write': html(
    '<title>Write</title><p>Text<script>for (;;) document.write("<p>More")</script>',
  ),
  '/hostile/stuck/layout': html(
    `<title>Layout</title><p>Text<script>
      for (let i = 0; i < 5e4; i += 1) document.body.append(document.createElement("div"));
      for (let i = 0; ; i += 1) { document.body.style.width = (i % 500) + "px"; document.body.offsetHeight; }
    </script>`,
  ),
  '/hostile/stuck/unload': html(
    `<title>Unload</title><p>Text<script>
      addEventListener("beforeunload", (event) => { event.preventDefault(); for (;;); });
      addEventListener("pagehide", () => { for (;;); });
      setTimeout(() => { location = "/tiny"; }, 50);
    </script>`,
  ),
  '/hostile/stuck/before-unload': html(
    `<title>Stay</title><p>Text<script>
      onbeforeunload = (event) => { event.preventDefault(); return "Stay"; };
      setTimeout(() => { location = "/tiny"; }, 20);
    </script>`,
  ),
  '/hostile/stuck/frame': html('<title>Outer</title><p>Text<iframe src="/hostile/spin"></iframe>'),
  '/hostile/stuck/remote-frame': ({ url, response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    const frame = `${url.protocol}//localhost:${url.port}/hostile/spin`;
    response.end(`<!DOCTYPE html><title>Outer</title><p>Text<iframe src="${frame}"></iframe>`);
  },
  '/hostile/stuck/remote-alerts': ({ url, response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    const frame = `${url.protocol}//localhost:${url.port}/hostile/alerts-without-end`;
    response.end(`<!DOCTYPE html><title>Outer</title><p>Text<iframe src="${frame}"></iframe>`);
  },
  '/hostile/stuck/frame-alerts': html(
    '<title>Outer</title><p>Text<iframe src="/hostile/alerts-without-end"></iframe>',
  ),
  '/hostile/stuck/worker': html(`<title>Worker</title><p>Text<script>${WORKER_SPIN}</script>`),
  '/hostile/stuck/many-workers': html(
    `<title>Workers</title><p>Text<script>for (let i = 0; i < 40; i += 1) ${WORKER_SPIN}</script>`,
  ),
  '/hostile/stuck/late-confirm': html(
    '<title>Late</title><p>Text<script>setTimeout(() => confirm("late"), 30)</script>',
  ),
  '/hostile/stuck/prompts': html(
    '<title>Prompts</title><p>Text<script>setInterval(() => prompt("Name?", "x".repeat(1e6)), 1)</script>',
  ),
  '/hostile/stuck/popup': html(
    '<title>Opener</title><p>Text<script>open("/hostile/spin"); open("/hostile/alerts-without-end")</script>',
  ),
  '/hostile/stuck/animation': html(
    `<title>Animation</title><p id="p">Text<script>
      const draw = () => { const end = Date.now() + 400; while (Date.now() < end); p.textContent = end; requestAnimationFrame(draw); };
      draw();
    </script>`,
  ),
  '/hostile/stuck/getters': html(
    `<title>Getters</title><p>Text<script>
      const trap = { get: () => { for (;;); }, ownKeys: () => { for (;;); } };
      window.trap = new Proxy({}, trap);
      Object.defineProperty(window, "slow", { get() { for (;;); }, enumerable: true });
      console.log(window.trap, { get deep() { for (;;); } });
    </script>`,
  ),
  '/hostile/stuck/observers': html(
    `<title>Observers</title><p id="p">Text<script>
      new MutationObserver(() => { p.textContent += "x"; }).observe(document, { subtree: true, childList: true, attributes: true });
      p.textContent = "start";
    </script>`,
  ),
};
