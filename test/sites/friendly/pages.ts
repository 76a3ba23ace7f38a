/** Ordinary pages, one for each kind of evidence. */
import { html, type Routes, redirect } from '../route.ts';

/** The smallest GIF. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
/** Letters beyond ASCII, as an old site would send them. */
const LATIN_TEXT = 'var greeting = "p\u00e4iv\u00e4\u00e4";';

export const FRIENDLY: Routes = {
  '/': html(
    '<title>Fixture site</title><h1>Fixture site</h1><p>Pages for tests of the scanner.</p>',
  ),
  '/tiny': html('<html lang="en"><title>Tiny</title><h1>Hello</h1></html>'),
  '/links': html(
    '<html lang="fi"><title>Links</title><a href="/tiny">A  tiny\n page</a> <a href="https://example.org/x?y=1">Elsewhere</a></html>',
  ),
  '/redirect': redirect('/redirect/second', 301),
  '/redirect/second': redirect('/tiny', 302),
  '/meta-refresh': html('<title>Moving</title><meta http-equiv="refresh" content="1; url=/tiny">'),
  '/script-redirect': html('<title>Moving</title><script>location = "/tiny"</script>'),
  // The script moves on while the document is still arriving, and never ends.
  '/leave-unfinished': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.write('<!DOCTYPE html><title>Moving</title><script>location = "/tiny"</script>');
  },
  '/cookies': html(
    '<title>Cookies</title><script>document.cookie = "script=two; path=/"</script>',
    { 'set-cookie': 'server=one; HttpOnly; SameSite=Lax; Path=/' },
  ),
  '/console': html(
    `<title>Console</title><script>
      console.log("number", 1); console.warn("careful"); setTimeout(() => { throw new Error("late") });
    </script>`,
  ),
  '/iframe': html('<title>Frames</title><iframe src="/iframe/inner"></iframe>'),
  '/iframe/inner': html('<title>Inner</title><p>Text of the inner frame</p>'),
  '/iframe/other-site': ({ url, response }) => {
    const inner = `${url.protocol}//localhost:${url.port}/iframe/inner`;
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<!DOCTYPE html><title>Other</title><iframe src="${inner}"></iframe>`);
  },
  '/shadow': html(
    `<title>Shadow</title><div id="host"></div><script>
      host.attachShadow({ mode: "open" }).innerHTML = "<p>Text of the shadow root</p>";
    </script>`,
  ),
  '/fetch': html(
    '<title>Fetch</title><script>fetch("/api", { method: "POST", body: "sent=1" })</script>',
  ),
  '/api': ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"answer":42}');
  },
  '/worker': html('<title>Worker</title><script>new Worker("/worker.js")</script>'),
  '/worker.js': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/javascript' });
    response.end('fetch("/api?from=worker")');
  },
  '/latin': html('<title>Latin</title><script src="/latin.js"></script>'),
  '/latin.js': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/javascript; charset=iso-8859-1' });
    response.end(Buffer.from(LATIN_TEXT, 'latin1'));
  },
  '/form': html(
    `<title>Form</title><form action="/api" method="post">
      <label>Name <input name="name"></label><label>Password <input type="password" name="p"></label>
    </form>`,
  ),
  '/download': ({ response }) => {
    response.writeHead(200, {
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="report.pdf"',
    });
    response.end('%PDF-1.4\n%fixture\n');
  },
  '/download/script': html(
    '<title>Starts a download</title><script>location = "/download"</script>',
  ),
  '/missing': ({ response }) => {
    response.writeHead(404, { 'content-type': 'text/html' });
    response.end('<title>Not here</title><h1>404</h1>');
  },
  '/broken': ({ response }) => {
    response.writeHead(500);
    response.end();
  },
  '/echo': ({ request, response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    const { cookie, 'user-agent': agent, 'accept-language': language, referer } = request.headers;
    const seen = { cookie, agent, language, referer, probe: request.headers['x-probe'] };
    const text = JSON.stringify(seen).replaceAll('<', '\\u003c');
    response.end(
      `<title>Echo</title><pre>${text}</pre><script>document.title = "scripted"</script>`,
    );
  },
  '/poll': html('<title>Poll</title><script>fetch("/held-open")</script>'),
  '/pixel.gif': ({ response }) => {
    response.writeHead(200, { 'content-type': 'image/gif' });
    response.end(PIXEL);
  },
};
