import { script, type Vector } from './vector.ts';

const registered = (scope: string, body: string): string =>
  script(`await navigator.serviceWorker.register('/idle.js', { scope: '/${scope}/' }).then(async (registration) => {
      const worker = registration.installing ?? registration.waiting ?? registration.active;
      if (worker.state !== 'activated')
        await new Promise((done) => worker.addEventListener('statechange', () => worker.state === 'activated' && done()));
      ${body}
    });`);

const HEADLESS = 'never begun by a headless browser';
const MESSAGING = "goes to the browser maker's messaging service, with the browser's own calls";
const HTTPS_ONLY = 'heard only over HTTPS with a trusted certificate';

/** What the browser does in a page's name, often through services of its own. */
export const SERVICES: readonly Vector[] = [
  {
    id: 'reporting-api',
    isTop: true,
    page: () => '<img src="data:image/png,none">',
    headers: ({ https }) => ({
      'reporting-endpoints': `main="${https}"`,
      'content-security-policy': `img-src 'none'; report-to main`,
    }),
    silent: { full: HTTPS_ONLY, shell: HTTPS_ONLY },
  },
  {
    id: 'network-error-logging',
    isTop: true,
    page: () => '<p>text</p>',
    headers: ({ https }) => ({
      'report-to': `{"group":"g","max_age":600,"endpoints":[{"url":"${https}"}]}`,
      nel: '{"report_to":"g","max_age":600,"success_fraction":1}',
    }),
    silent: { full: HTTPS_ONLY, shell: HTTPS_ONLY },
  },
  {
    id: 'background-fetch',
    isTop: true,
    page: ({ http }) =>
      registered('two', `await registration.backgroundFetch.fetch('x', ['${http}']);`),
    silent: { full: HEADLESS, shell: HEADLESS },
  },
  {
    id: 'push-subscription',
    isTop: true,
    page: () =>
      registered(
        'three',
        `await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: new Uint8Array([4, ...new Array(64).fill(1)]) });`,
      ),
    silent: { full: MESSAGING, shell: MESSAGING },
  },
  {
    id: 'payment-manifest',
    isTop: true,
    page: ({ https }) =>
      script(`const request = new PaymentRequest([{ supportedMethods: '${https}pay' }], { total: { label: 'x', amount: { currency: 'EUR', value: '1' } } });
        await request.canMakePayment();
        await request.hasEnrolledInstrument();`),
    silent: { shell: 'payment apps are of the full browser' },
  },
  {
    id: 'federated-sign-in',
    isTop: true,
    page: ({ https }) =>
      script(
        `await navigator.credentials.get({ identity: { providers: [{ configURL: '${https}fedcm.json', clientId: 'x' }] } });`,
      ),
  },
  {
    id: 'password-form',
    isTop: true,
    page: ({ http }) =>
      `<html lang="fi"><p>Tervetuloa takaisin, kirjaudu sisään tilillesi.</p><form action="${http}"><input name="user" autocomplete="username" value="u"><input type="password" name="p" value="secret-word"></form>${script('setTimeout(() => document.forms[0].submit(), 300);')}`,
  },
];
