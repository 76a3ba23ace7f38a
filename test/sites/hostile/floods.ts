/** Pages that do one small thing without end. */
import { html, type Routes } from '../route.ts';

export const FLOODS: Routes = {
  '/hostile/flood/console-endless': html(
    `<title>Console</title><p>Text<script>
      setInterval(() => { for (let i = 0; i < 500; i += 1) console.log("line", i); }, 1);
    </script>`,
  ),
  '/hostile/flood/console-objects': html(
    `<title>Objects</title><p>Text<script>
      const big = {}; for (let i = 0; i < 1e5; i += 1) big["k" + i] = { i };
      for (let i = 0; i < 200; i += 1) console.log(big, "x".repeat(1e6), [big], document, new Error("y".repeat(1e5)));
    </script>`,
  ),
  '/hostile/flood/console-worker': html(
    `<title>Worker</title><p>Text<script>
      const code = "for (;;) console.log('line', Math.random())";
      new Worker(URL.createObjectURL(new Blob([code])));
    </script>`,
  ),
  '/hostile/flood/errors': html(
    `<title>Errors</title><p>Text<script>
      const fail = () => { setTimeout(fail, 0); setTimeout(fail, 0); Promise.reject(new Error("no")); throw new Error("x".repeat(1e4)); };
      fail();
    </script>`,
  ),
  '/hostile/flood/history': html(
    `<title>History</title><p>Text<script>
      let i = 0; setInterval(() => { for (let j = 0; j < 100; j += 1) try { history.pushState({}, "", "?" + (i += 1)); } catch {} }, 1);
    </script>`,
  ),
  '/hostile/flood/back-forth': html(
    `<title>Back</title><p>Text<script>
      history.pushState({}, "", "?a"); history.pushState({}, "", "?b");
      setInterval(() => history.go(Math.random() < .5 ? -1 : 1), 1);
    </script>`,
  ),
  '/hostile/flood/refresh': html(
    '<meta http-equiv="refresh" content="0;url=/hostile/flood/refresh"><title>Refresh</title><p>Text',
  ),
  '/hostile/flood/reload': html('<title>Reload</title><p>Text<script>location.reload()</script>'),
  '/hostile/flood/requests': html(
    `<title>Requests</title><p>Text<script>
      let i = 0; setInterval(() => { for (let j = 0; j < 50; j += 1) fetch("/tiny?" + (i += 1)).catch(() => {}); }, 1);
    </script>`,
  ),
  '/hostile/flood/beacons': html(
    `<title>Beacons</title><p>Text<script>
      for (let i = 0; i < 2e3; i += 1) { navigator.sendBeacon("/tiny?" + i, "x".repeat(30)); new Image().src = "/tiny?i" + i; }
    </script>`,
  ),
  '/hostile/flood/sockets': html(
    `<title>Sockets</title><p>Text<script>
      const url = "ws://" + location.host + "/net/echo";
      const code = "const socket = new WebSocket('" + url + "'); socket.onopen = () => setInterval(() => { for (let i = 0; i < 200; i += 1) socket.send('x'.repeat(2e3)); }, 1);";
      new Worker(URL.createObjectURL(new Blob([code])));
      for (let i = 0; i < 200; i += 1) new WebSocket(url);
    </script>`,
  ),
  '/hostile/flood/windows': html(
    `<title>Windows</title><p>Text<script>
      setInterval(() => { const w = open("about:blank"); if (w) { w.opener.close(); w.close(); } }, 1);
    </script>`,
  ),
  '/hostile/flood/endless-popups': html(
    '<title>Popups</title><p>Text<script>for (let i = 0; i < 2; i += 1) open("/hostile/flood/endless-popups")</script>',
  ),
  '/hostile/flood/downloads': html(
    `<title>Blobs</title><p>Text<script>
      const url = URL.createObjectURL(new Blob(["x".repeat(1e5)]));
      setInterval(() => {
        const link = document.createElement("a"); link.href = url; link.download = "x"; link.click();
      }, 1);
    </script>`,
  ),
  '/hostile/flood/frames-come-and-go': html(
    `<title>Frames</title><p>Text<script>
      setInterval(() => {
        const frame = document.createElement("iframe"); frame.src = "/tiny?" + Math.random();
        document.body.append(frame); setTimeout(() => frame.remove(), 5);
      }, 1);
    </script>`,
  ),
  '/hostile/flood/workers-come-and-go': html(
    `<title>Workers</title><p>Text<script>
      const url = URL.createObjectURL(new Blob(["postMessage(1)"]));
      setInterval(() => { const worker = new Worker(url); worker.onmessage = () => worker.terminate(); }, 1);
    </script>`,
  ),
  '/hostile/flood/permissions': html(
    `<title>Asks</title><p>Text<script>
      setInterval(() => {
        Notification.requestPermission().catch(() => {});
        navigator.geolocation.getCurrentPosition(() => {}, () => {});
        navigator.mediaDevices?.getUserMedia({ video: true }).catch(() => {});
        document.documentElement.requestFullscreen().catch(() => {});
        document.documentElement.requestPointerLock();
        window.showOpenFilePicker?.().catch(() => {});
        document.createElement("input").click();
        Object.assign(document.createElement("input"), { type: "file" }).click();
        new PaymentRequest([{ supportedMethods: "https://x.example" }], { total: { label: "x", amount: { currency: "EUR", value: "1" } } }).show().catch(() => {});
        navigator.credentials?.get({ password: true }).catch(() => {});
      }, 5);
    </script>`,
  ),
  '/hostile/flood/basic-auth': html(
    `<title>Prompts</title><p>Text<script>
      setInterval(() => {
        const frame = document.createElement("iframe"); frame.src = "/hostile/basic-auth?" + Math.random();
        document.body.append(frame);
        fetch("/hostile/basic-auth?f" + Math.random(), { credentials: "include" }).catch(() => {});
      }, 10);
    </script>`,
  ),
  '/hostile/flood/protocols': html(
    `<title>Protocols</title><p>Text<script>
      const urls = ["mailto:a@b.example", "tel:123", "steam://run/1", "ms-msdt:/id", "javascript:alert(1)",
        "chrome://settings", "view-source:" + location, "about:blank", "devtools://devtools/bundled/inspector.html",
        "chrome://crash", "chrome://kill", "chrome-untrusted://x", "filesystem:x", "intent://x#Intent;end"];
      for (const url of urls) {
        const frame = document.createElement("iframe"); frame.src = url; document.body.append(frame);
        const link = document.createElement("a"); link.href = url; link.click();
      }
    </script>`,
  ),
  '/hostile/flood/audio': html(
    `<title>Audio</title><p>Text<script>
      for (let i = 0; i < 200; i += 1) { try { new AudioContext(); } catch {} new Audio("/hostile/endless-body").play().catch(() => {}); speechSynthesis?.speak(new SpeechSynthesisUtterance("x".repeat(1e4))); }
    </script>`,
  ),
};
