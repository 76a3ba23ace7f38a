/** Pages that fight back. Each must leave the scan terminal and the next one untouched. */
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { html, type Route, type Routes, redirect } from '../route.ts';
import { BODIES, pour } from './bodies.ts';
import { ESCAPES } from './escapes.ts';
import { FLOODS } from './floods.ts';
import { HEAVY } from './heavy.ts';
import { STUCK } from './stuck.ts';

/** Half a gigabyte of zeroes in half a megabyte. */
const BOMB_MEBIBYTES = 512;
const DRIP_MS = 100;

export const HOSTILE: Routes = {
  ...BODIES,
  ...ESCAPES,
  ...FLOODS,
  ...HEAVY,
  ...STUCK,
  '/hostile/alert': html(
    '<title>Alert</title><p>Behind it<script>alert("first"); confirm("second"); prompt("third")</script>',
  ),
  '/hostile/alerts-without-end': html(
    '<title>Alerts</title><p>Behind them<script>for (;;) alert("again")</script>',
  ),
  '/hostile/print-loop': html(
    '<title>Print</title><p>Text<script>setInterval(() => print(), 10)</script>',
  ),
  '/hostile/spin': html('<title>Spin</title><p>Before the loop<script>for (;;);</script>'),
  '/hostile/spin-on-timer': html(
    '<title>Spin</title><p>Before the loop<script>setInterval(() => { for (;;); }, 0)</script>',
  ),
  '/hostile/huge-title': html(
    '<p>Text<script>document.title = "x".repeat(300 * 1024 * 1024)</script>',
  ),
  '/hostile/huge-text': html(
    '<title>Huge</title><p id="p">Text<script>p.textContent = "x".repeat(200 * 1024 * 1024)</script>',
  ),
  '/hostile/many-nodes': html(
    `<title>Nodes</title><script>
      const all = document.createDocumentFragment();
      for (let i = 0; i < 1e6; i += 1) all.append(document.createElement("i"));
      document.documentElement.append(all);
    </script>`,
  ),
  '/hostile/memory': html(
    `<title>Memory</title><p>Text<script>
      const kept = []; for (;;) kept.push(new Array(1e6).fill(Math.random()));
    </script>`,
  ),
  '/hostile/no-headers': () => {
    // Never answers.
  },
  '/hostile/drip': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.write('<!DOCTYPE html><title>Drip</title><p>');
    const timer = setInterval(() => response.write('x'), DRIP_MS);
    response.once('close', () => clearInterval(timer));
  },
  '/hostile/endless-body': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    pour(response, Buffer.alloc(64 * 1024, 'x'));
  },
  '/hostile/gzip-bomb': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' });
    const zeroes = Buffer.alloc(1024 * 1024);
    const source = Readable.from(Array.from({ length: BOMB_MEBIBYTES }, () => zeroes));
    const bomb = source.pipe(createGzip({ level: 1 })).pipe(response);
    response.once('close', () => {
      source.destroy();
      bomb.destroy();
    });
  },
  '/hostile/redirect-loop': redirect('/hostile/redirect-loop'),
  '/hostile/location-flood': html(
    '<title>Flood</title><script>location = location.pathname + "?" + Math.random()</script>',
  ),
  '/hostile/hash-flood': html(
    '<title>Hash</title><p>Text<script>setInterval(() => { location.hash = Math.random() }, 1)</script>',
  ),
  '/hostile/to-file': redirect('file:///etc/passwd'),
  '/hostile/to-data': redirect('data:text/html,<title>data</title>'),
  '/hostile/to-metadata': redirect('http://169.254.169.254/latest/meta-data/'),
  '/hostile/file-frame': html(
    '<title>File frame</title><iframe src="file:///etc/passwd"></iframe>',
  ),
  '/hostile/basic-auth': ({ response }) => {
    response.writeHead(401, {
      'www-authenticate': 'Basic realm="Give me your password"',
      'content-type': 'text/html',
    });
    response.end('<title>Denied</title>');
  },
  '/hostile/popups': html(
    '<title>Popups</title><script>for (let i = 0; i < 50; i += 1) open("/tiny?" + i)</script>',
  ),
  '/hostile/downloads': html(
    `<title>Downloads</title><script>
      for (let i = 0; i < 300; i += 1) {
        const frame = document.createElement("iframe");
        frame.src = "/hostile/one-download?" + i; document.documentElement.append(frame);
      }
    </script>`,
  ),
  '/hostile/one-download': download('again.bin'),
  '/hostile/path-download': download('../../../../etc/cron.d/x'),
  '/hostile/endless-download': ({ response }) => {
    response.writeHead(200, { 'content-disposition': 'attachment; filename="endless"' });
    pour(response, Buffer.alloc(256 * 1024));
  },
  '/hostile/tall': html('<title>Tall</title><div style="height: 200000px">Top</div>'),
  '/hostile/console-flood': html(
    '<title>Console</title><script>for (let i = 0; i < 1e5; i += 1) console.log("line", i)</script>',
  ),
  '/hostile/script-title': html('<title>&lt;script&gt;alert(1)&lt;/script&gt;</title><p>Text'),
  '/hostile/clobbered': html(
    '<title>Clobbered</title><form name="title" action="http://["></form><img name="links"><img name="documentElement"><img name="createTreeWalker"><img name="body"><img name="baseURI"><img name="querySelectorAll">',
  ),
  '/hostile/state': ({ request, response }) => {
    response.writeHead(200, {
      'content-type': 'text/html',
      'set-cookie': 'seen=before; Path=/; Max-Age=9999',
    });
    const { cookie } = request.headers;
    response.end(`<!DOCTYPE html><title>${cookie ? 'known' : 'fresh'}</title><script>
      if (localStorage.getItem("seen")) document.title = "known";
      localStorage.setItem("seen", "1");
    </script>`);
  },
};

function download(name: string): Route {
  return ({ response }) => {
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${name}"`,
    });
    response.end('downloaded content');
  };
}
