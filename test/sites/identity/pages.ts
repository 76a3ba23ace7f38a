/** A page that tells what the browser says of itself, from every place where code runs. */
import { html, type Route, type Routes } from '../route.ts';

const TELL = `const tell = () => {
  const { timeZone, locale } = Intl.DateTimeFormat().resolvedOptions();
  const hints = navigator.userAgentData;
  return {
    userAgent: navigator.userAgent,
    platform: navigator.platform,
    languages: [...navigator.languages],
    processors: navigator.hardwareConcurrency,
    brands: (hints?.brands ?? []).map(({ brand }) => brand).join(),
    hintPlatform: hints?.platform,
    hintMobile: hints?.mobile,
    timeZone,
    locale,
    offsetMinutes: new Date().getTimezoneOffset(),
  };
};
const tellAll = async (place) => {
  const answer = await fetch('/identity/headers?from=' + place);
  const { 'user-agent': sentAgent, 'accept-language': sentLanguage } = await answer.json();
  return { ...tell(), sentAgent, sentLanguage };
};`;

const PAGE = `<title>Identity</title><body><iframe id="frame"></iframe><script>
${TELL}
const inTime = (answer) => Promise.race([
  answer, new Promise((resolve) => setTimeout(resolve, 3000, { error: 'no answer' })),
]);
const message = (from) => new Promise((resolve) => {
  from.onmessage = ({ data }) => resolve(data);
});
const ofWorker = () => message(new Worker('/identity/worker'));
const ofSharedWorker = () => message(new SharedWorker('/identity/shared-worker').port);
const ofServiceWorker = async () => {
  const { active, installing, waiting } =
    await navigator.serviceWorker.register('/identity/service-worker');
  const { port1, port2 } = new MessageChannel();
  (active ?? installing ?? waiting).postMessage('tell', [port2]);
  return message(port1);
};
const ofWindow = (name) => new Promise((resolve) => {
  addEventListener('message', ({ data }) => data.name === name && resolve(data.seen));
});
const run = async () => {
  const held = fetch('/identity/wait');
  const otherSite = location.origin.replace('127.0.0.1', 'localhost');
  const answers = {
    page: tellAll('page').then((told) => ({
      ...told,
      viewport: innerWidth + 'x' + innerHeight,
      touchPoints: navigator.maxTouchPoints,
      screen: screen.width + 'x' + screen.height,
      orientation: screen.orientation.type,
      pixelRatio: devicePixelRatio,
    })),
    headers: fetch('/identity/headers').then((answer) => answer.json()),
    frame: ofWindow('frame'),
    popup: ofWindow('popup'),
    worker: ofWorker(),
    sharedWorker: ofSharedWorker(),
    serviceWorker: ofServiceWorker(),
  };
  document.getElementById('frame').src = otherSite + '/identity/window?frame';
  // One after the other: in the headless shell a frame waits while a window opens.
  void answers.frame.then(() => open('/identity/window?popup'));
  const seen = {};
  for (const [name, answer] of Object.entries(answers)) {
    seen[name] = await inTime(answer).catch((error) => ({ error: String(error) }));
  }
  const place = document.createElement('script');
  place.type = 'application/json';
  place.id = 'seen';
  place.textContent = JSON.stringify(seen);
  document.body.append(place);
  await fetch('/identity/done');
  await held;
};
run();
</script>`;

const WINDOW = `<title>Window</title><script>
${TELL}
const name = location.search.slice(1);
void tellAll(name).then((seen) => (window.opener ?? parent).postMessage({ name, seen }, '*'));
</script>`;

function script(text: string): Route {
  return ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/javascript' });
    response.end(`${TELL}\n${text}`);
  };
}

const held = new Set<() => void>();

export const IDENTITY: Routes = {
  '/identity': html(PAGE),
  '/identity/window': html(WINDOW),
  '/identity/worker': script("tellAll('worker').then((told) => postMessage(told));"),
  '/identity/shared-worker': script(
    "onconnect = ({ ports: [port] }) => tellAll('shared-worker').then((told) => port.postMessage(told));",
  ),
  '/identity/service-worker': script(
    "onmessage = ({ ports: [port] }) => tellAll('service-worker').then((told) => port.postMessage(told));",
  ),
  '/identity/headers': ({ request, response }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(request.headers));
  },
  '/identity/wait': ({ response }) => {
    const end = () => response.end();
    held.add(end);
    response.once('close', () => held.delete(end));
  },
  '/identity/done': ({ response }) => {
    for (const end of held) end();
    response.end();
  },
};
