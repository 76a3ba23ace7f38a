/** Pages that undo what reads them, leave, or reach for what is not theirs. */
import { html, type Routes } from '../route.ts';

export const ESCAPES: Routes = {
  '/hostile/escape/close': html(
    '<title>Close</title><p>Text<script>close(); open("", "_self").close()</script>',
  ),
  '/hostile/escape/close-late': html(
    '<title>Close</title><p>Text<script>setTimeout(() => close(), 60)</script>',
  ),
  '/hostile/escape/opener-close': html(
    '<title>Opener</title><p>Text<script>open("/hostile/escape/closer")</script>',
  ),
  '/hostile/escape/closer': html(
    '<title>Closer</title><script>opener.close(); opener.location = "about:blank"</script>',
  ),
  '/hostile/escape/overrides': html(
    `<title>Overrides</title><p>Text<script>
      const broken = () => { throw new Error("broken"); };
      for (const name of ["map", "slice", "push", "forEach", "filter", "flatMap", "join"]) Array.prototype[name] = broken;
      JSON.parse = JSON.stringify = broken; Object.entries = Object.keys = Object.getOwnPropertyDescriptor = broken;
      String.prototype.slice = String.prototype.replace = broken; Promise.prototype.then = broken;
      Array.prototype[Symbol.iterator] = broken; Function.prototype.call = Function.prototype.apply = broken;
      Object.prototype.toJSON = broken; Array.prototype.toJSON = broken;
      for (const name of ["title", "links", "documentElement", "URL", "body"]) Object.defineProperty(document, name, { get: broken });
      Document.prototype.querySelectorAll = broken; Element.prototype.getHTML = broken;
      Object.defineProperty(Element.prototype, "outerHTML", { get: broken });
    </script>`,
  ),
  '/hostile/escape/no-root': html(
    '<title>Root</title><p>Text<script>document.documentElement.remove()</script>',
  ),
  '/hostile/escape/comment-root': html(
    '<title>Root</title><p>Text<script>document.documentElement.replaceWith(document.createComment("nothing"))</script>',
  ),
  '/hostile/escape/design-mode': html(
    '<title>Design</title><p>Text<script>document.designMode = "on"; document.execCommand("selectAll"); document.execCommand("delete")</script>',
  ),
  '/hostile/escape/open-document': html(
    '<title>First</title><p>Text<script>setTimeout(() => { document.open(); document.write("<title>Second</title><p>Never closed"); }, 20)</script>',
  ),
  '/hostile/escape/stop': html(
    '<title>Stop</title><p>Text<script>stop()</script><img src="/tiny?after">',
  ),
  '/hostile/escape/data': html(
    '<title>Data</title><p>Text<script>location = "data:text/html,<title>x"</script>',
  ),
  '/hostile/escape/blob': html(
    `<title>First</title><p>Text<script>
      location = URL.createObjectURL(new Blob(["<title>Blob</title><p>Inside<script>for(;;);<" + "/script>"], { type: "text/html" }));
    </script>`,
  ),
  '/hostile/escape/javascript': html(
    `<title>First</title><p>Text<script>location = "javascript:'<title>Script</title><p>By a script'"</script>`,
  ),
  '/hostile/escape/about': html(
    '<title>First</title><p>Text<script>location = "about:blank"</script>',
  ),
  '/hostile/escape/file': html(
    `<title>File</title><p>Text<script>
      location = "file:///etc/passwd"; open("file:///etc/passwd"); fetch("file:///etc/passwd").catch(() => {});
      const link = document.createElement("a"); link.href = "file:///etc/passwd"; link.click();
    </script><object data="file:///etc/passwd"></object><embed src="file:///etc/passwd"><link rel="stylesheet" href="file:///etc/passwd">`,
  ),
  '/hostile/escape/service-worker': html(
    `<title>Service worker</title><p>Text<script>
      navigator.serviceWorker?.register("/hostile/escape/worker.js").catch(() => {});
      try { new SharedWorker("/hostile/escape/worker.js"); } catch {}
    </script>`,
  ),
  '/hostile/escape/worker.js': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/javascript' });
    response.end('for (;;);');
  },
  '/hostile/escape/shadowed-frames': html(
    `<title>Frames</title><p>Text<iframe name="document" src="/tiny"></iframe><iframe name="location" srcdoc="<p>in"></iframe>
      <form id="f"><input name="attributes"><input name="parentNode"><input name="elements"><input name="action"></form>
      <script>window.frames = null; Object.defineProperty(HTMLIFrameElement.prototype, "contentWindow", { get() { throw 1; } })</script>`,
  ),
  '/hostile/escape/closed-shadow': html(
    `<title>Closed</title><p>Text<div id="host"></div><script>
      host.attachShadow({ mode: "closed" }).innerHTML = "<p>Hidden<iframe src=/tiny></iframe>";
    </script>`,
  ),
  '/hostile/escape/frameset': html(
    '<title>Set</title><frameset><frame src="/hostile/alert"><frame src="/tiny"></frameset>',
  ),
  '/hostile/escape/dialog-then-leave': html(
    '<title>Leave</title><p>Text<script>alert("one"); location = "/tiny"; alert("two")</script>',
  ),
};
