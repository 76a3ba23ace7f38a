import { describe, expect, test } from 'vitest';
import { type ChallengeFacts, recogniseChallenge } from './challenge.ts';

interface Given {
  url?: string;
  title?: string;
  status?: number;
  headers?: Record<string, string>;
  scripts?: string[];
  frames?: string[];
  globals?: string[];
  html?: string;
  textLength?: number;
  fields?: string[];
}

function facts(given: Given): ChallengeFacts {
  const url = given.url ?? 'https://example.org/';
  const headers = Object.entries(given.headers ?? {}).map(([name, value]) => ({ name, value }));
  const fields = (given.fields ?? []).map((name) => ({
    name,
    type: 'text',
    label: '',
    autocomplete: '',
    inputMode: '',
  }));
  const form = { documentUrl: url, action: url, method: 'post', buttonActions: [], fields };
  const asks = { asksPassword: false, asksCard: false, leavesSite: false };
  return {
    html: given.html ?? '',
    response: { status: given.status ?? 200, headers },
    document: {
      url,
      title: given.title ?? '',
      scripts: (given.scripts ?? []).map((each) => ({ url: each, type: '' })),
      frames: (given.frames ?? []).map((each) => ({
        url: each,
        parentUrl: url,
        name: '',
        isRemote: true,
      })),
      forms: [{ ...form, ...asks }],
      links: [],
      globals: (given.globals ?? []).map((name) => ({ name, type: 'object' })),
      textLength: given.textLength ?? 200,
    },
  };
}

const RECAPTCHA = 'https://www.google.com/recaptcha/api2/anchor?ar=1&size=normal';
const TURNSTILE = 'https://challenges.cloudflare.com/cdn-cgi/challenge-platform/h/b/turnstile/';

describe('a wall is known by its maker’s signs', () => {
  test.each<[string, Given]>([
    ['Cloudflare', { status: 403, headers: { 'CF-Mitigated': 'challenge' } }],
    ['Cloudflare', { globals: ['_cf_chl_opt'] }],
    [
      'Cloudflare',
      { status: 503, scripts: ['https://example.org/cdn-cgi/challenge-platform/h/g/orchestrate'] },
    ],
    ['DataDome', { status: 403, frames: ['https://geo.captcha-delivery.com/captcha/?cid=1'] }],
    ['HUMAN', { status: 403, html: '<div id="px-captcha"></div>' }],
    ['Akamai', { html: '<div id="sec-if-cpt-container">' }],
    ['AWS WAF', { status: 202, headers: { 'x-amzn-waf-action': 'challenge' } }],
    [
      'AWS WAF',
      { status: 405, scripts: ['https://a.b.eu-west-1.captcha.awswaf.com/x/captcha.js'] },
    ],
    [
      'Imperva',
      { html: '<iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=1&amp;incident_id=5">' },
    ],
    ['Anubis', { html: '<script id="anubis_challenge" type="application/json">' }],
    ['Vercel', { status: 429, headers: { 'x-vercel-mitigated': 'challenge' } }],
    ['Google', { url: 'https://www.google.com/sorry/index?continue=x', status: 429 }],
    ['Cloudflare Turnstile', { frames: [TURNSTILE] }],
    ['hCaptcha', { frames: ['https://newassets.hcaptcha.com/captcha/v1/x/static/hcaptcha.html'] }],
    ['reCAPTCHA', { frames: [RECAPTCHA], fields: ['g-recaptcha-response'] }],
  ])('%s %j', (vendor, given) => {
    const challenge = recogniseChallenge(facts(given));
    expect(challenge?.vendor).toBe(vendor);
    expect(challenge?.sign).not.toBe('');
  });
});

describe('what only looks like a wall is none', () => {
  test.each<[string, Given]>([
    ['an empty page', {}],
    ['a captcha in a contact form', { frames: [RECAPTCHA], fields: ['email', 'message'] }],
    ['a captcha below a long text', { frames: [RECAPTCHA], textLength: 5_000 }],
    [
      'an invisible captcha',
      { frames: ['https://www.google.com/recaptcha/api2/anchor?ar=1&size=invisible'] },
    ],
    [
      'Cloudflare’s script on a page that is shown',
      { scripts: ['https://example.org/cdn-cgi/challenge-platform/scripts/jsd/main.js'] },
    ],
    ['the words of a wall, as lures have them', { title: 'Just a moment...', status: 200 }],
    ['Imperva’s script on a page that is shown', { scripts: ['/_Incapsula_Resource?SWJIYLWA=1'] }],
    ['a maker’s name in another domain', { frames: ['https://captcha-delivery.com.example/'] }],
    ['a plain refusal', { status: 403, title: '403 Forbidden' }],
  ])('%s', (_, given) => expect(recogniseChallenge(facts(given))).toBeUndefined());
});
