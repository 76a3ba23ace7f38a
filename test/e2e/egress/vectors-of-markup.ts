import type { Vector } from './vector.ts';

const PREDICTOR = 'a part of the full browser does this';
const FTP = 'Chromium has no FTP any more';

const FACE = 'font-family: "far away"';

/** What a page asks for without a line of script. */
export const MARKUP: readonly Vector[] = [
  { id: 'img', page: ({ http }) => `<img src="${http}">` },
  { id: 'img-by-address', page: ({ address }) => `<img src="http://${address}/">` },
  {
    id: 'img-by-ipv6',
    page: () => '<img src="http://[2606:2800:220::50]/">',
    seenAt: { address: '2606:2800:220::50' },
  },
  { id: 'img-on-port', page: ({ name }) => `<img src="http://${name}:8443/">` },
  { id: 'script', page: ({ http }) => `<script src="${http}"></script>` },
  { id: 'stylesheet', page: ({ http }) => `<link rel="stylesheet" href="${http}">` },
  { id: 'iframe', page: ({ http }) => `<iframe src="${http}"></iframe>` },
  { id: 'object', page: ({ http }) => `<object data="${http}"></object>` },
  { id: 'embed', page: ({ http }) => `<embed src="${http}x.html">` },
  {
    id: 'svg-image',
    page: ({ http }) => `<svg><image href="${http}x.png" width="9" height="9"/></svg>`,
  },
  {
    id: 'css-url',
    page: ({ http }) => `<style>p { background: url(${http}) }</style><p>text</p>`,
  },
  { id: 'css-import', page: ({ http }) => `<style>@import "${http}";</style>` },
  {
    id: 'font',
    page: ({ http }) =>
      `<style>@font-face { ${FACE}; src: url(${http}) } p { ${FACE} }</style><p>text</p>`,
  },
  { id: 'audio', page: ({ http }) => `<audio src="${http}x.mp3" preload="auto"></audio>` },
  { id: 'video', page: ({ http }) => `<video src="${http}x.mp4" preload="auto"></video>` },
  { id: 'video-poster', page: ({ http }) => `<video poster="${http}x.png"></video>` },
  {
    id: 'preconnect',
    isTop: true,
    page: ({ http }) => `<link rel="preconnect" href="${http}">`,
    silent: { shell: PREDICTOR },
  },
  {
    id: 'dns-prefetch',
    isTop: true,
    page: ({ http }) => `<link rel="dns-prefetch" href="${http}">`,
    silent: { shell: PREDICTOR },
  },
  { id: 'prefetch', page: ({ http }) => `<link rel="prefetch" href="${http}">` },
  { id: 'preload', page: ({ http }) => `<link rel="preload" as="image" href="${http}">` },
  { id: 'modulepreload', page: ({ http }) => `<link rel="modulepreload" href="${http}">` },
  {
    id: 'link-header',
    page: () => '<p>text</p>',
    headers: ({ http }) => ({ link: `<${http}>; rel=preload; as=image` }),
  },
  {
    id: 'speculation-prefetch',
    isTop: true,
    page: ({ https }) =>
      `<script type="speculationrules">{"prefetch":[{"source":"list","urls":["${https}"],"eagerness":"immediate"}]}</script>`,
  },
  {
    id: 'prerender',
    isTop: true,
    page: ({ http }) =>
      `<script type="speculationrules">{"prerender":[{"source":"list","urls":["/shows?image=${http}"],"eagerness":"immediate"}]}</script>`,
  },
  {
    id: 'favicon',
    isTop: true,
    page: ({ http }) => `<link rel="icon" href="${http}x.png">`,
    silent: { shell: 'asks for an icon only when the scanner does' },
  },
  {
    id: 'manifest',
    isTop: true,
    page: ({ http }) => `<link rel="manifest" href="${http}" crossorigin="anonymous">`,
    silent: { shell: PREDICTOR },
  },
  {
    id: 'meta-refresh',
    page: ({ http }) => `<meta http-equiv="refresh" content="0; url=${http}">`,
  },
  {
    id: 'refresh-header',
    page: () => '<p>text</p>',
    headers: ({ http }) => ({ refresh: `0; url=${http}` }),
  },
  { id: 'redirect-to-http', page: ({ http }) => `<img src="/redirect?to=${http}">` },
  { id: 'redirect-to-https', page: ({ https }) => `<iframe src="/redirect?to=${https}"></iframe>` },
  {
    id: 'redirect-to-ftp',
    page: ({ name }) => `<iframe src="/redirect?to=ftp://${name}/"></iframe>`,
    silent: { full: FTP, shell: FTP },
  },
  {
    id: 'ftp',
    page: ({ name }) => `<iframe src="ftp://${name}/"></iframe>`,
    silent: { full: FTP, shell: FTP },
  },
  {
    id: 'csp-report',
    page: () => '<img src="data:image/png,none">',
    headers: ({ http }) => ({ 'content-security-policy': `img-src 'none'; report-uri ${http}` }),
  },
  {
    id: 'unresolvable-name',
    page: () => '<img src="http://no-such-host.example.net/">',
    seenAt: { name: 'no-such-host.example.net' },
  },
  {
    id: 'local-name',
    page: () => '<img src="http://printer-of-the-proof.local/">',
    seenAt: { name: 'printer-of-the-proof.local' },
  },
  {
    id: 'private-network',
    page: () => '<img src="http://10.11.12.13/">',
    seenAt: { address: '10.11.12.13' },
  },
  {
    id: 'cloud-metadata',
    page: () => '<img src="http://169.254.169.254/latest/meta-data/">',
    seenAt: { address: '169.254.169.254' },
  },
];
