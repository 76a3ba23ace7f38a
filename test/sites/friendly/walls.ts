/** A bot wall, and a page that only has a captcha in its form. */
import { html, type Routes } from '../route.ts';

export const WALLS: Routes = {
  '/walls/interstitial': ({ response }) => {
    response.writeHead(403, { 'content-type': 'text/html', 'cf-mitigated': 'challenge' });
    response.end(
      '<!DOCTYPE html><title>Just a moment...</title><p>Verifying you are human<script>window._cf_chl_opt = { cType: "managed" }</script>',
    );
  },
  '/walls/contact-form': html(
    `<title>Contact</title><script src="https://www.google.com/recaptcha/api.js"></script>
    <form action="/api" method="post"><label>Message <textarea name="message"></textarea></label>
    <div class="g-recaptcha" data-sitekey="x"></div></form>`,
  ),
};
