/** Pages with something to look at, for pictures and measurements of the console. */
import type { Routes } from './route.ts';

const STYLE = `<style>
  body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #1d2733; background: #eef2f6 }
  header { display: flex; gap: 2rem; align-items: center; padding: 1rem 3rem; color: #fff }
  header b { font-size: 1.4rem } header span { opacity: .85 }
  main { max-width: 62rem; margin: 0 auto; padding: 3rem }
  .card { background: #fff; border-radius: 12px; padding: 2rem; box-shadow: 0 8px 30px #0002 }
  .grid { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1.5rem }
  .tile { height: 9rem; border-radius: 10px } h1 { font-size: 2.4rem; line-height: 1.15 }
  label { display: block; margin: 1rem 0 .3rem; font-weight: 600 }
  input { width: 100%; padding: .8rem; border: 1px solid #b9c4d0; border-radius: 8px; box-sizing: border-box }
  button { margin-top: 1.5rem; padding: .9rem 1.6rem; border: 0; border-radius: 8px; color: #fff; font-weight: 700 }
</style>`;

interface Look {
  title: string;
  colour: string;
  body: string;
}

const page = ({ title, colour, body }: Look): string => `<!DOCTYPE html><html lang="en">
  <meta charset="utf-8"><title>${title}</title>${STYLE}
  <header style="background:${colour}"><b>${title}</b><span>Products</span><span>Help</span></header>
  <main>${body}</main><img src="/showcase/pixel.svg" alt="" width="1" height="1">
  <script>localStorage.setItem('visits', '1'); console.log('ready', ${JSON.stringify(title)});
    fetch('/showcase/collect?from=' + encodeURIComponent(document.title)).catch(() => {})</script>`;

const tiles = (colours: string[]): string =>
  `<h1>What is new this week</h1><div class="grid">${colours
    .map((colour) => `<div><div class="tile" style="background:${colour}"></div><p>Offer</p></div>`)
    .join('')}</div>`;

const PAGES: Record<string, Look> = {
  '/showcase/mail/sign-in': {
    title: 'Northwind Mail – Sign in',
    colour: '#0b4f8a',
    body: `<form class="card" style="max-width:26rem;margin:2rem auto" action="/showcase/collect" method="post">
      <h1>Sign in</h1><p>Your mailbox is almost full. Confirm your account to keep it.</p>
      <label>E-mail address</label><input name="user" type="email">
      <label>Password</label><input name="password" type="password">
      <button style="background:#0b4f8a">Confirm</button></form>`,
  },
  '/showcase/parcel': {
    title: 'Parcel on hold',
    colour: '#b4321f',
    body: `<div class="card"><h1>Your parcel is waiting</h1><p>A fee of 1.99 is due before it can be delivered.</p>
      <form action="/showcase/collect"><label>Card number</label><input name="card" inputmode="numeric">
      <button style="background:#b4321f">Pay now</button></form></div>`,
  },
  '/showcase/shop': {
    title: 'Harbour Outfitters',
    colour: '#1f6b52',
    body: tiles(['#8fc9b2', '#e7b75f', '#5d88bb', '#d98c7a', '#a08bc4', '#7fb069']),
  },
  '/showcase/news': {
    title: 'The Morning Post',
    colour: '#20242b',
    body: `<h1>Harbour bridge opens after two years of work</h1><p>${'The first cars crossed it at dawn. '.repeat(40)}</p>`,
  },
  '/showcase/dashboard': {
    title: 'Status of all services',
    colour: '#5b3aa6',
    body: tiles(['#46b17b', '#46b17b', '#e2b93b', '#46b17b', '#d9534f', '#46b17b']),
  },
};

const html = { 'content-type': 'text/html; charset=utf-8', server: 'nginx', 'set-cookie': 'sid=1' };

export const SHOWCASE_PATHS = [...Object.keys(PAGES), '/showcase/go'];

export const SHOWCASE: Routes = {
  ...Object.fromEntries(
    Object.entries(PAGES).map(([path, look]): [string, Routes[string]] => [
      path,
      ({ response }) => {
        response.writeHead(200, html);
        response.end(page(look));
      },
    ]),
  ),
  '/showcase/go': ({ response }) => {
    response.writeHead(302, { location: '/showcase/mail/sign-in' });
    response.end();
  },
  '/showcase/collect': ({ response }) => {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('gone');
  },
  '/showcase/pixel.svg': ({ response }) => {
    response.writeHead(200, { 'content-type': 'image/svg+xml' });
    response.end('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
  },
};
