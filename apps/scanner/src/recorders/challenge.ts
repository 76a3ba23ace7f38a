/**
 * Recognises a bot wall or a captcha that stands where the page should be. A page that merely uses
 * a captcha in one of its forms is none: a widget counts only where little else is on the page.
 * Titles and words alone never count, because lures imitate them.
 */
import type { DocumentFacts, Exchange, Missing, Report } from '@webhood/contract';
import { getHostname } from 'tldts';

export type Challenge = NonNullable<Report['challenge']>;

export interface ChallengeFacts {
  document: Pick<
    DocumentFacts,
    'url' | 'title' | 'scripts' | 'frames' | 'forms' | 'links' | 'globals' | 'textLength'
  >;
  /** Of the document's own response. */
  response: Pick<NonNullable<Exchange['response']>, 'status' | 'headers'> | undefined;
  html: string;
}

interface Page {
  facts: ChallengeFacts;
  status: number;
  title: string;
  /** Scripts and frames. */
  urls: string[];
  isBare: boolean;
  header(name: string): string;
}

interface Vendor {
  name: string;
  /** @returns what gave it away. */
  sign(page: Page): string | undefined;
}

/** An interstitial says a few sentences and links to its maker. */
const BARE_TEXT_LENGTH = 1_000;
const BARE_LINKS = 10;
const SIGN_LENGTH = 300;
/** With these a server keeps visitors out; a page that it means to show comes with others. */
const REFUSALS = new Set([401, 403, 405, 429, 503]);
const NOT_FILLED_IN = new Set(['hidden', 'submit', 'button', 'image', 'reset']);
const CAPTCHA_FIELD = /captcha|turnstile/i;

const VENDORS: Vendor[] = [
  {
    name: 'Cloudflare',
    sign: (page) =>
      headerSign(page, 'cf-mitigated', /^challenge$/i) ??
      (page.facts.document.globals.some(({ name }) => name === '_cf_chl_opt')
        ? 'window._cf_chl_opt'
        : undefined) ??
      when(REFUSALS.has(page.status), () => urlSign(page, /\/cdn-cgi\/challenge-platform\//)),
  },
  { name: 'DataDome', sign: (page) => hostSign(page, 'captcha-delivery.com') },
  {
    name: 'HUMAN',
    sign: (page) =>
      markSign(page, /\bid=["']?px-captcha\b/) ??
      urlSign(page, /^https:\/\/captcha\.(?:px-cloud|px-cdn|perimeterx)\.net\//) ??
      when(REFUSALS.has(page.status), () => urlSign(page, /\/captcha\/captcha\.js\?.*\bu=/)),
  },
  {
    name: 'Akamai',
    sign: (page) =>
      markSign(page, /\bid=["']?sec-(?:if-)?cpt-(?:container|if)\b/) ??
      urlSign(page, /\/_sec\/cp_challenge\//),
  },
  {
    name: 'AWS WAF',
    sign: (page) =>
      headerSign(page, 'x-amzn-waf-action', /^(?:challenge|captcha)$/i) ??
      when(page.status !== 200 && page.isBare, () => hostSign(page, 'awswaf.com')),
  },
  {
    name: 'Imperva',
    sign: (page) =>
      markSign(
        page,
        /<iframe[^>]{0,300}\bsrc=["']?\/_Incapsula_Resource\?[^>]{0,300}incident_id/i,
      ) ?? when(/^pardon our interruption/i.test(page.title) && page.isBare, () => page.title),
  },
  {
    name: 'Anubis',
    sign: (page) =>
      markSign(page, /\bid=["']?anubis_challenge\b/) ??
      urlSign(page, /\/\.within\.website\/x\/cmd\/anubis\//),
  },
  {
    name: 'Vercel',
    sign: (page) => headerSign(page, 'x-vercel-mitigated', /^challenge$/i),
  },
  {
    name: 'Kasada',
    sign: (page) =>
      when(page.status === 429 && page.isBare, () => headerSign(page, 'x-kpsdk-ct', /./)),
  },
  {
    name: 'DDoS-Guard',
    sign: (page) =>
      when(REFUSALS.has(page.status), () => urlSign(page, /\/\.well-known\/ddos-guard\//)),
  },
  {
    name: 'Sucuri',
    sign: (page) => when(page.isBare, () => markSign(page, /\bsucuri_cloudproxy_js\b/)),
  },
  {
    name: 'Google',
    sign: ({ facts }) =>
      /^https:\/\/(?:www|ipv[46])\.google\.[a-z.]+\/sorry\//.exec(facts.document.url)?.[0],
  },
  widget('Cloudflare Turnstile', /^https:\/\/challenges\.cloudflare\.com\//),
  widget('hCaptcha', /^https:\/\/(?:newassets|js|assets)\.hcaptcha\.com\//),
  widget(
    'reCAPTCHA',
    /^https:\/\/www\.(?:google\.com|recaptcha\.net)\/recaptcha\/\w+\/(?:anchor|bframe)/,
  ),
  widget('Arkose Labs', /^https:\/\/[\w-]+\.(?:arkoselabs|funcaptcha)\.com\//),
  widget('GeeTest', /^https:\/\/[\w.-]+\.geetest\.com\//),
];

export function recogniseChallenge(facts: ChallengeFacts): Challenge | undefined {
  const { document, response } = facts;
  const page: Page = {
    facts,
    status: response?.status ?? 0,
    title: document.title.trim(),
    urls: [...document.scripts, ...document.frames].flatMap(({ url }) => (url ? [url] : [])),
    isBare: isBare(document),
    header: (name) =>
      response?.headers.find((header) => header.name.toLowerCase() === name)?.value ?? '',
  };
  for (const { name, sign } of VENDORS) {
    const found = sign(page);
    if (found !== undefined) return { vendor: name, sign: found.slice(0, SIGN_LENGTH) };
  }
  return undefined;
}

/** What lies behind a wall was not seen. */
export function challengeMissing(challenge: Challenge | undefined): Missing[] {
  if (!challenge) return [];
  const detail = `A bot wall or captcha stands before the page, known by: ${challenge.sign}`;
  return [{ code: 'challenge', what: challenge.vendor, detail }];
}

function isBare({ textLength, links, forms }: ChallengeFacts['document']): boolean {
  const asksAnything = forms.some(({ fields }) =>
    fields.some(({ type, name }) => !NOT_FILLED_IN.has(type) && !CAPTCHA_FIELD.test(name)),
  );
  return textLength <= BARE_TEXT_LENGTH && links.length <= BARE_LINKS && !asksAnything;
}

/** Invisible ones watch pages that they let everyone see. */
function widget(name: string, url: RegExp): Vendor {
  return {
    name,
    sign: (page) =>
      when(page.isBare, () =>
        page.urls.find((each) => url.test(each) && !/\binvisible\b/.test(each)),
      ),
  };
}

function when(condition: boolean, sign: () => string | undefined): string | undefined {
  return condition ? sign() : undefined;
}

function headerSign(page: Page, name: string, value: RegExp): string | undefined {
  const found = page.header(name);
  return value.test(found) ? `${name}: ${found}` : undefined;
}

function urlSign({ urls }: Page, url: RegExp): string | undefined {
  return urls.find((each) => url.test(each));
}

function hostSign({ urls }: Page, domain: string): string | undefined {
  return urls.find((each) => {
    const host = getHostname(each);
    return host === domain || host?.endsWith(`.${domain}`);
  });
}

function markSign({ facts }: Page, mark: RegExp): string | undefined {
  return mark.exec(facts.html)?.[0];
}
