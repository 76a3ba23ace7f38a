/** Pages with icons, in each of the ways in which pages have them. */
import { html, type Routes } from '../route.ts';

/** Longer than one line of base64, so that the hash shows how lines are broken. */
export const ICON = Buffer.concat([
  Buffer.from('89504e470d0a1a0a', 'hex'),
  Buffer.from(Array.from({ length: 200 }, (_, index) => index)),
]);
const TOO_LARGE = Buffer.alloc(2 * 1024 * 1024, 1);

const image =
  (bytes: Buffer): Routes[string] =>
  ({ response }) => {
    response.writeHead(200, { 'content-type': 'image/png; x=y' });
    response.end(bytes);
  };
const page = (href: string) =>
  html(`<title>Icon</title><link rel="shortcut icon" href="${href}"><p>Text`);

export const ICONS: Routes = {
  '/icons/linked': page('/icons/linked.png'),
  '/icons/linked.png': image(ICON),
  '/icons/data': page(`data:image/png;base64,${ICON.toString('base64')}`),
  '/icons/by-habit': html('<title>Icon</title><p>Text'),
  '/favicon.ico': image(ICON),
  '/icons/missing': page('/icons/nowhere.png'),
  '/icons/is-a-page': page('/tiny'),
  '/icons/large': page('/icons/large.png'),
  '/icons/large.png': image(TOO_LARGE),
  '/icons/never': page('/icons/never.png'),
  '/icons/never.png': () => {},
  '/icons/forbidden': page('http://169.254.169.254/favicon.ico'),
  '/icons/other-site': ({ url, response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(
      `<!DOCTYPE html><title>Icon</title><link rel=icon href="http://localhost:${url.port}/icons/linked.png">`,
    );
  },
};
