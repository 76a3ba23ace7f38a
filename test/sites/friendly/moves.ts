/** Pages that move on by the history API. */
import { html, type Routes } from '../route.ts';

export const MOVES: Routes = {
  '/moves/push': html(
    `<title>Pushes</title><p>Text<script>
      history.pushState({}, "", "/moves/pushed?step=1");
      history.replaceState({}, "", "/moves/replaced");
      history.replaceState({}, "", "/moves/replaced#part");
    </script>`,
  ),
  '/moves/push-then-leave': html(
    `<title>Pushes</title><p>Text<script>
      history.pushState({}, "", "/moves/pushed");
      location.href = "/tiny";
    </script>`,
  ),
  '/moves/back': html(
    `<title>Goes on</title><p>Text<script>
      addEventListener("load", () => setTimeout(() => {
        if (sessionStorage.getItem("been")) return;
        sessionStorage.setItem("been", "1");
        location.href = "/moves/returns";
      }));
    </script>`,
  ),
  '/moves/returns': html(
    `<title>Returns</title><p>Text<script>
      addEventListener("load", () => setTimeout(() => history.back()));
    </script>`,
  ),
  '/moves/without-end': html(
    `<title>Pushes on</title><p>Text<script>
      for (let i = 0; i < 150; i += 1) history.replaceState({}, "", "/moves/step/" + i);
    </script>`,
  ),
  '/moves/chain': html('<title>First</title><script>location.href = "/moves/chain/http"</script>'),
  '/moves/chain/http': ({ response }) => {
    response.writeHead(302, { location: '/moves/chain/form' });
    response.end();
  },
  '/moves/chain/form': html(
    '<title>Form</title><form id="f" action="/tiny" method="post"></form><script>f.submit()</script>',
  ),
  /** Moves on `ms` after it has loaded, which may be while it is read. */
  '/moves/after': ({ url, response }) => {
    const ms = Number(url.searchParams.get('ms'));
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<!DOCTYPE html><title>Leaves</title><p>Text<script>
      onload = () => setTimeout(() => location.href = "/tiny", ${ms});
    </script>`);
  },
  '/moves/link': html('<title>Link</title><a id="a" href="/tiny">On</a><script>a.click()</script>'),
  '/moves/reload': html(
    `<title>Reload</title><p>Text<script>
      if (!sessionStorage.getItem("been")) {
        sessionStorage.setItem("been", "1");
        location.reload();
      }
    </script>`,
  ),
};
