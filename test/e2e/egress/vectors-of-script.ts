import { script, type Vector } from './vector.ts';

const blob = (body: string): string =>
  `URL.createObjectURL(new Blob([${JSON.stringify(body)}], { type: 'text/javascript' }))`;
const noCors = (url: string): string => `fetch('${url}', { mode: 'no-cors' })`;
const click = (attributes: string): string =>
  `<a id="a" ${attributes}>go</a>${script('document.getElementById("a").click();')}`;
const peer = (servers: string): string =>
  script(`const peer = new RTCPeerConnection({ iceServers: [${servers}] });
    peer.createDataChannel('x');
    await peer.setLocalDescription(await peer.createOffer());
    globalThis.peer = peer;`);
const account = `username: 'user', credential: 'password'`;

/** What a page does by script. */
export const SCRIPTED: readonly Vector[] = [
  { id: 'fetch', page: ({ http }) => script(`await ${noCors(http)};`) },
  {
    id: 'fetch-keepalive-at-unload',
    page: ({ http }) =>
      `<iframe src="/leaves?to=${http}&by=fetch"></iframe>${script('onload = () => setTimeout(() => document.querySelector("iframe").remove(), 100);')}`,
  },
  {
    id: 'beacon-at-unload',
    page: ({ http }) =>
      `<iframe src="/leaves?to=${http}&by=beacon"></iframe>${script('onload = () => setTimeout(() => document.querySelector("iframe").remove(), 100);')}`,
  },
  {
    id: 'fetch-later',
    page: ({ https }) => script(`fetchLater('${https}', { activateAfter: 0 });`),
  },
  {
    id: 'xhr',
    page: ({ http }) =>
      script(
        `const request = new XMLHttpRequest(); request.open('GET', '${http}'); request.send();`,
      ),
  },
  { id: 'dynamic-import', page: ({ http }) => script(`await import('${http}');`) },
  { id: 'web-socket', page: ({ name }) => script(`new WebSocket('ws://${name}/');`) },
  { id: 'web-socket-tls', page: ({ name }) => script(`new WebSocket('wss://${name}/');`) },
  {
    id: 'web-socket-by-address',
    page: ({ address }) => script(`new WebSocket('ws://${address}/');`),
  },
  { id: 'event-source', page: ({ http }) => script(`new EventSource('${http}');`) },
  { id: 'beacon', page: ({ http }) => script(`navigator.sendBeacon('${http}', 'x');`) },
  {
    id: 'form-post',
    page: ({ http }) =>
      `<form method="post" action="${http}"><input name="a" value="b"></form>${script('document.forms[0].submit();')}`,
  },
  { id: 'location', page: ({ http }) => script(`location.href = '${http}';`) },
  { id: 'link-ping', page: ({ http }) => click(`href="#here" ping="${http}"`) },
  { id: 'download', page: ({ http }) => click(`href="${http}tool.exe" download`) },
  { id: 'window-open', isTop: true, page: ({ http }) => script(`window.open('${http}');`) },
  {
    id: 'worker',
    page: ({ http }) => script(`globalThis.w = new Worker(${blob(noCors(http))});`),
  },
  {
    id: 'worker-import',
    page: ({ http }) => script(`globalThis.w = new Worker(${blob(`importScripts('${http}')`)});`),
  },
  {
    id: 'web-socket-of-worker',
    page: ({ name }) =>
      script(`globalThis.w = new Worker(${blob(`new WebSocket('ws://${name}/')`)});`),
  },
  {
    id: 'shared-worker',
    page: ({ http }) => script(`globalThis.w = new SharedWorker('/fetches.js?to=${http}');`),
  },
  {
    id: 'service-worker',
    page: ({ http }) =>
      script(
        `await navigator.serviceWorker.register('/fetches.js?to=${http}', { scope: '/one/' });`,
      ),
  },
  {
    id: 'worklet',
    page: ({ http }) => script(`await CSS.paintWorklet.addModule('${http}');`),
  },
  { id: 'stun', page: ({ name }) => peer(`{ urls: 'stun:${name}:3478' }`) },
  {
    id: 'turn-udp',
    page: ({ name }) => peer(`{ urls: 'turn:${name}:3478?transport=udp', ${account} }`),
  },
  {
    id: 'turn-tcp',
    page: ({ name }) => peer(`{ urls: 'turn:${name}:3478?transport=tcp', ${account} }`),
  },
  {
    id: 'turn-tls',
    page: ({ name }) => peer(`{ urls: 'turns:${name}:5349?transport=tcp', ${account} }`),
  },
  { id: 'stun-by-address', page: ({ address }) => peer(`{ urls: 'stun:${address}:3478' }`) },
  {
    id: 'turn-udp-by-address',
    page: ({ address }) => peer(`{ urls: 'turn:${address}:3478?transport=udp', ${account} }`),
  },
  {
    id: 'turn-tcp-by-address',
    page: ({ address }) => peer(`{ urls: 'turn:${address}:3478?transport=tcp', ${account} }`),
  },
  {
    id: 'web-transport-by-address',
    page: ({ address }) =>
      script(`globalThis.t = new WebTransport('https://${address}/'); await t.ready;`),
  },
  {
    id: 'multicast-dns',
    page: () => peer(''),
    seenAt: { address: '224.0.0.251' },
  },
  {
    id: 'web-transport',
    page: ({ https }) => script(`globalThis.t = new WebTransport('${https}'); await t.ready;`),
  },
];
