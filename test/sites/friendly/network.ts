/** Pages for what goes over the network beside plain requests: cookies, streams, failures. */
import { html, type Route, type Routes } from '../route.ts';

/** More than Chromium tells of a request's content by itself. */
const LARGE_POST = 100_000;
const STREAM_EVENTS = 'event: price\ndata: 42\n\ndata: plain\n\n';

export const NETWORK: Routes = {
  '/net/cookies': html(
    '<title>Cookies</title><script>fetch("/net/cookies/seen")</script><img src="/net/cookies/foreign">',
    { 'set-cookie': 'kept=1; Path=/' },
  ),
  '/net/cookies/seen': answer('text/plain', 'seen', {
    'set-cookie': ['more=2; Path=/', 'loose=3; SameSite=None'],
  }),
  '/net/cookies/foreign': answer('text/plain', '', {
    'set-cookie': 'never=4; Domain=other.example',
  }),
  '/net/cookies/kinds': ({ response }) => {
    response.writeHead(200, {
      'content-type': 'text/html',
      'set-cookie': [
        'apart=1; Secure; SameSite=None; Partitioned; Path=/',
        'lasting=2; Max-Age=86400; SameSite=Strict; Path=/',
        'passing=3; Path=/',
      ],
    });
    response.end('<!DOCTYPE html><title>Kinds</title>');
  },
  '/net/cookies/cross': html(
    `<title>Cross</title><script>
      location = "http://localhost:" + location.port + "/net/cookies/elsewhere";
    </script>`,
    { 'set-cookie': 'strict=5; SameSite=Strict; Path=/' },
  ),
  '/net/cookies/elsewhere': html(
    `<title>Elsewhere</title><script>
      new Image().src = "http://127.0.0.1:" + location.port + "/net/cookies/seen?again";
    </script>`,
  ),
  '/net/socket': html(
    `<title>Socket</title><script>
      function connect() {
        const socket = new WebSocket("ws://" + location.host + "/net/echo");
        socket.binaryType = "arraybuffer";
        let answers = 0;
        socket.onopen = () => { socket.send("hello"); socket.send(new Uint8Array([1, 2, 3])); };
        socket.onmessage = () => { answers += 1; if (answers === 2) socket.close(); };
      }
      connect();
    </script>`,
  ),
  '/net/socket/worker': html(
    '<title>Socket</title><script>new Worker("/net/socket/worker.js")</script>',
  ),
  '/net/socket/worker.js': script(
    'const s = new WebSocket("ws://" + location.host + "/net/echo"); s.onopen = () => s.send("from worker"); s.onmessage = () => s.close();',
  ),
  '/net/socket/refused': html(
    '<title>Socket</title><script>new WebSocket("ws://" + location.host + "/net/no-socket")</script>',
  ),
  '/net/socket/flood': html(
    `<title>Flood</title><script>
      const socket = new WebSocket("ws://" + location.host + "/net/echo");
      socket.onopen = () => { for (let i = 0; i < 800; i += 1) socket.send("line " + i); };
    </script>`,
  ),
  '/net/events': html(
    '<title>Events</title><script>new EventSource("/net/events/stream").addEventListener("price", (e) => { document.title = e.data })</script>',
  ),
  '/net/events/stream': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(STREAM_EVENTS);
  },
  '/net/post': html(
    `<title>Post</title><script>
      async function report() {
        await 0;
        await fetch("/api", { method: "POST", body: "x".repeat(${LARGE_POST}) });
        await fetch("/api?blob", { method: "POST", body: new Blob(["from a blob"]) });
      }
      report();
    </script>`,
  ),
  '/net/policy': html(
    `<title>Policy</title><script>
      fetch("http://localhost:" + location.port + "/api").catch(() => {});
    </script><img src="http://localhost:1/blocked.gif">`,
    { 'content-security-policy': "img-src 'self'" },
  ),
  '/net/types': html(
    `<title>Types</title>
      <script>for (const name of ["pdf", "exe", "zip", "page", "json"]) fetch("/net/types/" + name)</script>`,
  ),
  '/net/types/pdf': answer('text/plain', '%PDF-1.4\n%fixture\n'),
  '/net/types/exe': answer('image/png', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(126)])),
  '/net/types/zip': answer(
    'text/css',
    Buffer.from('504b0304140000000000000000000000000000000000000000000000', 'hex'),
  ),
  '/net/types/page': answer(
    'application/octet-stream',
    '\n <!-- a --> <!DOCTYPE html><title>x</title>',
  ),
  '/net/types/json': answer('text/plain', '{"answer":42}'),
  // Thousands of requests with the longest address that is kept, none of which costs a connection.
  '/net/long-addresses': html(
    `<title>Long</title><script>
      const filler = "x".repeat(9000);
      for (let i = 0; i < 2500; i += 1) fetch("data:text/plain," + i + filler);
    </script>`,
  ),
  '/net/gone': html(
    `<title>Gone</title><link rel="stylesheet" href="/net/gone/style.css"><script src="/net/gone/first.js"></script>
      <script>fetch("/net/gone/data").then((answer) => answer.text()).then(() => { location = "/net/gone/second" })</script>`,
  ),
  '/net/gone/style.css': answer('text/css', 'p { color: green }'),
  '/net/gone/first.js': script('var first = "first script"'),
  '/net/gone/data': answer('application/json', '{"gone":true}'),
  '/net/gone/second': html('<title>Second</title><p>Second page'),
  '/net/removed': html(
    `<title>Removed</title><script>
      const frame = document.createElement("iframe");
      frame.src = "/net/removed/inner";
      frame.onload = () => { frame.remove(); document.title = "Frame removed"; };
      document.documentElement.append(frame);
    </script>`,
  ),
  '/net/removed/inner': html('<title>Inner</title><script src="/net/removed/inner.js"></script>'),
  '/net/removed/inner.js': script('var inner = "of a removed frame"'),
  '/net/workers': html(
    `<title>Workers</title><script>
      const worker = new Worker("/net/workers/worker.js");
      worker.onmessage = () => worker.terminate();
      navigator.serviceWorker.register("/net/workers/service.js");
    </script>`,
  ),
  '/net/workers/worker.js': script(
    'fetch("/net/workers/of-worker").then((a) => a.text()).then(() => postMessage("done"))',
  ),
  '/net/workers/service.js': script(
    'oninstall = (event) => event.waitUntil(fetch("/net/workers/of-service").then((a) => a.text()))',
  ),
  '/net/workers/of-worker': answer('text/plain', 'fetched by a worker'),
  '/net/workers/of-service': answer('text/plain', 'fetched by a service worker'),
};

function answer(
  mediaType: string,
  content: string | Buffer,
  headers: Record<string, string | string[]> = {},
): Route {
  return ({ response }) => {
    response.writeHead(200, { 'content-type': mediaType, ...headers });
    response.end(content);
  };
}

function script(content: string): Route {
  return answer('text/javascript', content);
}
