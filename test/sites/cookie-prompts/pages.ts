/** Pages that ask for consent to cookies: shapes of known prompts, written for these tests. */
import { html, type Routes } from '../route.ts';

const REMEMBER = `function answer(value, box) {
  document.body.dataset.consent = value;
  document.querySelector(box).remove();
}`;

const bar = 'position:fixed;left:0;right:0;bottom:0;padding:20px;background:#ddd;height:120px';

/** Known by its element ids. */
const BY_MARKUP = `<title>Markup</title><body><h1>News of the day</h1>
<div id="onetrust-consent-sdk"><div id="onetrust-banner-sdk" style="${bar}" role="dialog">
  <p>We value your privacy</p>
  <button id="onetrust-accept-btn-handler" onclick="answer('all', '#onetrust-consent-sdk')">Accept All</button>
  <button id="onetrust-reject-all-handler" onclick="answer('none', '#onetrust-consent-sdk')">Reject All</button>
</div></div><script>${REMEMBER}</script>`;

/** Known by an object of its own scripts, which only the page's world can see. */
const BY_SCRIPT = `<title>Script</title><body><h1>News of the day</h1>
<div id="CybotCookiebotDialog" style="${bar}">
  <p>This website uses cookies</p>
  <button id="CybotCookiebotDialogBodyLevelButtonLevelOptinDeclineAll">Deny</button>
  <button id="CybotCookiebotDialogBodyLevelButtonLevelOptinAllowAll">Allow all</button>
</div><script>${REMEMBER}
window.Cookiebot = { hasResponse: false, declined: false, dialog: { visible: true } };
document.getElementById('CybotCookiebotDialogBodyLevelButtonLevelOptinDeclineAll').onclick = () => {
  Object.assign(Cookiebot, { hasResponse: true, declined: true, dialog: undefined });
  answer('none', '#CybotCookiebotDialog');
};</script>`;

/** Known by nobody: only its words say what it is. */
const BY_WORDS = `<title>Words</title><body><h1>News of the day</h1>
<div class="x-7" role="dialog" style="${bar};z-index:1000">
  <p>We use cookies and similar technologies to personalise content and ads.</p>
  <button onclick="answer('all', '.x-7')">Accept all</button>
  <button onclick="answer('none', '.x-7')">Reject all</button>
</div><script>${REMEMBER}</script>`;

export const COOKIE_PROMPTS: Routes = {
  '/cookie-prompt/markup': html(BY_MARKUP),
  '/cookie-prompt/script': html(BY_SCRIPT),
  '/cookie-prompt/words': html(BY_WORDS),
  '/cookie-prompt/none': html('<title>None</title><body><h1>News without a prompt</h1>'),
};
