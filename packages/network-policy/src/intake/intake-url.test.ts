import { SUBMITTED_URL_LENGTH, type UrlNotice } from '@webhood/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAddressPolicy } from '../address/policy.ts';
import { type AcceptedUrl, intakeUrl } from './intake-url.ts';

function accepted(text: string): AcceptedUrl {
  const taken = intakeUrl(text);
  if (taken.kind !== 'accepted') throw new Error(`${text}: ${taken.code}`);
  return taken;
}

function verdict(text: string, allowNetworks: string[] = []): string {
  const taken = intakeUrl(text, { policy: createAddressPolicy({ allowNetworks }) });
  return taken.kind === 'accepted' ? taken.url : taken.code;
}

const ACCEPTED: [string, string, UrlNotice[]][] = [
  ['https://example.com', 'https://example.com/', []],
  ['HTTPS://EXAMPLE.COM/a', 'https://example.com/a', []],
  [' \n https://example.com/a \r\n', 'https://example.com/a', []],
  ['\ufeffhttps://example.com/\u200b\u00a0', 'https://example.com/', []],
  ['example.com', 'https://example.com/', ['scheme_added']],
  ['//example.com/x', 'https://example.com/x', ['scheme_added']],
  ['\\\\example.com\\x', 'https://example.com/x', ['scheme_added', 'backslashes_replaced']],
  ['example.com:8443/x', 'https://example.com:8443/x', ['scheme_added']],
  ['example.com:8443', 'https://example.com:8443/', ['scheme_added']],
  ['example.com:8443?q=1', 'https://example.com:8443/?q=1', ['scheme_added']],
  ['example.com:', 'https://example.com/', ['scheme_added']],
  ['8.8.8.8:8080', 'https://8.8.8.8:8080/', ['scheme_added']],
  ['http://example.com:80/', 'http://example.com/', []],
  ['https://example.com:443/', 'https://example.com/', []],
  ['http:example.com', 'http://example.com/', []],
  ['https:/example.com/a', 'https://example.com/a', []],
  ['https:\\\\example.com\\a', 'https://example.com/a', ['backslashes_replaced']],
  ['https://example.com/?q=a\\b#c\\d', 'https://example.com/?q=a\\b#c\\d', []],
  ['https://evil.com\\@good.com/', 'https://evil.com/@good.com/', ['backslashes_replaced']],
  ['hxxps://evil[.]com/a', 'https://evil.com/a', ['refanged']],
  ['hxxp://evil.com', 'http://evil.com/', ['refanged']],
  ['hXXp://evil.com', 'http://evil.com/', ['refanged']],
  ['h**ps://evil.com', 'https://evil.com/', ['refanged']],
  ['hxtps://evil.com', 'https://evil.com/', ['refanged']],
  ['evil[.]com', 'https://evil.com/', ['scheme_added', 'refanged']],
  ['//evil[.]com/x', 'https://evil.com/x', ['scheme_added', 'refanged']],
  ['evil(.)co{.}uk', 'https://evil.co.uk/', ['scheme_added', 'refanged']],
  ['evil[dot]com', 'https://evil.com/', ['scheme_added', 'refanged']],
  ['evil (DOT) com', 'https://evil.com/', ['scheme_added', 'refanged']],
  ['evil [.] com/x y', 'https://evil.com/x%20y', ['scheme_added', 'refanged']],
  ['http[:]//evil.com', 'http://evil.com/', ['refanged']],
  ['hxxps[://]evil[.]com[:]8443[/]a[.]php', 'https://evil.com:8443/a.php', ['refanged']],
  ['https:[//]evil.com', 'https://evil.com/', ['refanged']],
  ['https[:][//]evil.com', 'https://evil.com/', ['refanged']],
  ['[https]://evil.com', 'https://evil.com/', ['refanged']],
  ['https://evil[.com/', 'https://evil.com/', ['refanged']],
  ['8[.]8[.]8[.]8', 'https://8.8.8.8/', ['scheme_added', 'refanged']],
  ['https://example.com/a[.]b?q=(dot)', 'https://example.com/a[.]b?q=(dot)', []],
  ['http://пример.рф/', 'http://xn--e1afmkfd.xn--p1ai/', ['internationalised']],
  ['http://аpple.com/', 'http://xn--pple-43d.com/', ['internationalised', 'lookalike']],
  ['faß.de', 'https://xn--fa-hia.de/', ['scheme_added', 'internationalised']],
  ['xn--fa-hia.de', 'https://xn--fa-hia.de/', ['scheme_added', 'internationalised']],
  ['[2606:4700:4700::1111]', 'https://[2606:4700:4700::1111]/', ['scheme_added']],
  ['[2606:4700:4700::1111]:8443/x', 'https://[2606:4700:4700::1111]:8443/x', ['scheme_added']],
  ['http://1.2.3', 'http://1.2.0.3/', ['host_rewritten']],
  ['http://0x08080808/', 'http://8.8.8.8/', ['host_rewritten']],
  ['http://134744072/', 'http://8.8.8.8/', ['host_rewritten']],
  ['http://８.8.8.8/', 'http://8.8.8.8/', ['host_rewritten']],
  ['http://ex%61mple.com/', 'http://example.com/', ['host_rewritten']],
  ['http://example。com/', 'http://example.com/', ['host_rewritten']],
  ['http://example.com./', 'http://example.com./', []],
  ['https://example.com/a\u202eb', 'https://example.com/a%E2%80%AEb', []],
  ['https://example.com/?q=<script>', 'https://example.com/?q=%3Cscript%3E', []],
  ['https://user:pw@example.com/', 'https://example.com/', ['credentials_removed']],
  ['https://user@example.com/', 'https://example.com/', ['credentials_removed']],
  ['user:pw@example.com', 'https://example.com/', ['scheme_added', 'credentials_removed']],
  ['https://a@b@example.com/', 'https://example.com/', ['credentials_removed']],
  ['127.0.0.1.nip.io', 'https://127.0.0.1.nip.io/', ['scheme_added']],
  ['a_b.example.com', 'https://a_b.example.com/', ['scheme_added']],
  ['https://mailto.com:8080/', 'https://mailto.com:8080/', []],
];

describe('what is accepted', () => {
  it.each(ACCEPTED)('%j becomes %j with %j', (text, url, notices) => {
    expect(accepted(text)).toMatchObject({ url, notices });
  });

  it('a name is shown as its owner writes it, whichever way it was written', () => {
    expect(accepted('http://xn--e1afmkfd.xn--p1ai:8080/a?b#c')).toMatchObject({
      url: 'http://xn--e1afmkfd.xn--p1ai:8080/a?b#c',
      unicodeUrl: 'http://пример.рф:8080/a?b#c',
      host: 'xn--e1afmkfd.xn--p1ai',
    });
  });
});

const REJECTED: [string, string][] = [
  ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '017700000001', '0.0.0.0'].map(
    (text): [string, string] => [text, 'non_public_address'],
  ),
  ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[64:ff9b::a9fe:a9fe]', '[fd00:ec2::254]'].map(
    (text): [string, string] => [text, 'non_public_address'],
  ),
  ...['10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', '169.254.169.254', '198.18.0.1'].map(
    (text): [string, string] => [text, 'non_public_address'],
  ),
  ...['240.0.0.1', '１２７.0.0.1', '127。0。0。1', '%31%32%37.0.0.1', '127.0.0.1.', '0'].map(
    (text): [string, string] => [text, 'non_public_address'],
  ),
  ...['http://user:pw@127.0.0.1:8080/x', 'hxxp://10[.]0[.]0[.]1', '168.63.129.16'].map(
    (text): [string, string] => [text, 'non_public_address'],
  ),
  ...['localhost', 'x.localhost', 'printer.local', 'kong:8000', 'LOCALHOST.', 'http://db/'].map(
    (text): [string, string] => [text, 'non_public_name'],
  ),
  ...[
    'a.internal',
    'router.home.arpa',
    'x.onion',
    'x.lan',
    'x.corp',
    'x.test',
    'localhost:3000',
  ].map((text): [string, string] => [text, 'non_public_name']),
  ...['256.256.256.256', '4294967296', '[::1', '1.2.3.4.5', '[fe80::1%25eth0]', '[::1]x'].map(
    (text): [string, string] => [text, 'malformed_url'],
  ),
  ...['example.com:65536', 'example.com:0', 'http://example.com:0/', 'http://example.com:x/'].map(
    (text): [string, string] => [text, 'malformed_url'],
  ),
  ...['exa mple.com', 'exa\tmple.com', 'exa\nmple.com', 'https://exa%20mple.com/'].map(
    (text): [string, string] => [text, 'malformed_url'],
  ),
  ...['https://a.com/x\nhttps://b.com/y', 'exa\u00admple.com', 'exa\u200bmple.com'].map(
    (text): [string, string] => [text, 'malformed_url'],
  ),
  ...['exa%E2%80%8Bmple.com', 'exa\u2060mple.com', 'exa\u3000mple.com', 'exa\u0000mple.com'].map(
    (text): [string, string] => [text, 'malformed_url'],
  ),
  ...['https://', 'http:', '', '   ', '\u200b', 'a..b.com', '.example.com', 'example.com..'].map(
    (text): [string, string] => [text, 'malformed_url'],
  ),
  ...['https://@/', 'https://?q', '*.example.com', 'a,b.com', 'xn--a.com', '/etc/passwd'].map(
    (text): [string, string] => [text, 'malformed_url'],
  ),
  [`https://${'a'.repeat(64)}.com/`, 'malformed_url'],
  [`https://${'a.'.repeat(130)}com/`, 'malformed_url'],
  [`https://example.com/${'a'.repeat(SUBMITTED_URL_LENGTH)}`, 'malformed_url'],
  [`https://example.com/${'ä'.repeat(2_000)}`, 'malformed_url'],
  ...['example.com:22', 'http://example.com:25/', 'example.com:6667', '8.8.8.8:53'].map(
    (text): [string, string] => [text, 'blocked_port'],
  ),
  ...['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'about:blank'].map(
    (text): [string, string] => [text, 'unsupported_scheme'],
  ),
  ...['view-source:https://a.com', 'chrome://version', 'ftp://a.com', 'mailto:a@b.c'].map(
    (text): [string, string] => [text, 'unsupported_scheme'],
  ),
  ...['JavaScript:1', 'tel:5551234', 'ws://a.com/', 'blob:https://a.com/1', 'foo:bar'].map(
    (text): [string, string] => [text, 'unsupported_scheme'],
  ),
];

describe('what is rejected', () => {
  it.each(REJECTED)('%j as %s', (text, code) => {
    expect(verdict(text)).toBe(code);
  });

  it('with a sentence, and never with what may be a secret', () => {
    for (const [text] of REJECTED) {
      const withSecret = text.replace('://', '://user:s3cret@');
      const taken = intakeUrl(`${withSecret}?token=s3cret`);
      if (taken.kind === 'accepted') throw new Error(text);
      expect(taken.message).toMatch(/^[\s\S]{30,}[.)]$/);
      expect(taken.message).not.toContain('s3cret');
    }
  });
});

describe('the sentence about an address or name inside', () => {
  it.each([
    ['http://10.1.2.3/', '10.0.0.0/8'],
    ['172.31.0.1', '172.16.0.0/12'],
    ['0x7f.1', '127.0.0.0/8'],
    ['localhost:3000', '127.0.0.0/8'],
    ['http://169.254.169.254/', '169.254.169.254/32'],
    ['[::1]', '::1/128'],
    ['[fd00::1]', 'fd00::1/128'],
    ['[::ffff:10.0.0.1]', '::ffff:a00:1/128'],
  ])('of %s names a network that, once allowed, lets it in', (text, cidr) => {
    const refused = intakeUrl(text);
    expect(refused).toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining(
        `SCANNER_ALLOW_NETWORKS=${cidr}, or --allow-network ${cidr}`,
      ),
    });
    const policy = createAddressPolicy({ allowNetworks: [cidr] });
    expect(intakeUrl(text, { policy }).kind).toBe('accepted');
  });
});

describe('what an allow-list opens', () => {
  it.each([
    ['http://127.0.0.1:3000/', ['127.0.0.0/8'], 'http://127.0.0.1:3000/'],
    ['127.1', ['127.0.0.0/8'], 'https://127.0.0.1/'],
    ['http://[::ffff:127.0.0.1]/', ['127.0.0.0/8'], 'http://[::ffff:7f00:1]/'],
    ['localhost:3000', ['127.0.0.0/8'], 'https://localhost:3000/'],
    ['x.localhost', ['::1/128'], 'https://x.localhost/'],
    ['localhost', ['10.0.0.0/8'], 'non_public_name'],
    ['kong:8000', ['10.0.0.0/8'], 'https://kong:8000/'],
    ['printer.local', ['192.168.0.0/16'], 'https://printer.local/'],
    ['a.internal', ['fd00::/8'], 'https://a.internal/'],
    ['kong:8000', ['8.8.8.0/24'], 'non_public_name'],
    ['x.onion', ['0.0.0.0/0', '::/0'], 'non_public_name'],
    ['10.0.0.1', ['127.0.0.0/8'], 'non_public_address'],
    ['127.0.0.1:22', ['127.0.0.0/8'], 'blocked_port'],
    ['127.0.0.1:9', ['10.0.0.0/8'], 'blocked_port'],
    ['localhost:22', ['10.0.0.0/8'], 'blocked_port'],
  ])('%s with %j: %s', (text, allowNetworks, expected) => {
    expect(verdict(text, allowNetworks)).toBe(expected);
  });
});

const PIECES = [
  'http',
  'https',
  'hxxp',
  ':',
  '://',
  '//',
  '/',
  '\\',
  '[.]',
  '(dot)',
  '[',
  ']',
  '@',
  '%',
  '%00',
  '.',
  '..',
  'example',
  'com',
  'localhost',
  '127',
  '0x7f',
  '::1',
  'xn--',
  'а',
  'ß',
  '\u202e',
  '\u200b',
  '\t',
  '\n',
  ' ',
  '?',
  '#',
  ':80',
  ':22',
  ':0',
  '65536',
  '\ud800',
  '日本',
  '<',
  '"',
];
const urlLike = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 14 })
  .map((parts) => parts.join(''));
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  urlLike,
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
);
const RUNS = { numRuns: 5_000 };

describe('for every text', () => {
  it('there is a verdict, never an exception', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(['accepted', 'rejected']).toContain(intakeUrl(text).kind);
      }),
      RUNS,
    );
  });

  it('an accepted URL is taken in as itself, without credentials and blanks in the host', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const taken = intakeUrl(text);
        if (taken.kind !== 'accepted') return;
        expect(accepted(taken.url)).toMatchObject({ url: taken.url, host: taken.host });
        const url = new URL(taken.url);
        expect([url.username, url.password]).toEqual(['', '']);
        expect(taken.host).toMatch(/^(?:[a-z0-9._-]+|\[[0-9a-f:]+\])$/);
        expect(taken.url.length).toBeLessThanOrEqual(SUBMITTED_URL_LENGTH);
      }),
      RUNS,
    );
  });

  it('the form for people leads to the same URL', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const taken = intakeUrl(text);
        if (taken.kind === 'accepted') expect(accepted(taken.unicodeUrl).url).toBe(taken.url);
      }),
      RUNS,
    );
  });

  it('a web URL is accepted with its host unless that cannot be public', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (text) => {
        const taken = intakeUrl(text);
        if (taken.kind === 'accepted') expect(taken.url).toBe(new URL(text).href);
        else expect(taken.code).toBe('non_public_name');
      }),
    );
  });

  it('hostile lengths take no more than linear time', () => {
    // Quadratic would be minutes here; the test's own time limit is the measure.
    for (const piece of [' ', '[', '[.', 'a.', '(dot', '\\', '@', '%', ':', '[:]', '\u00a0[']) {
      for (const text of [piece.repeat(500_000), `http://${piece.repeat(4_000)}`]) {
        expect(['accepted', 'rejected']).toContain(intakeUrl(text).kind);
        expect(['accepted', 'rejected']).toContain(intakeUrl(`a${text}b`).kind);
      }
    }
  });
});

describe('for every refused IPv4 address', () => {
  const refused = fc.oneof(
    fc.nat(0xff_ffff).map((rest) => 0x7f00_0000 + rest),
    fc.nat(0xff_ffff).map((rest) => 0x0a00_0000 + rest),
    fc.nat(0xffff).map((rest) => 0xc0a8_0000 + rest),
    fc.nat(0xf_ffff).map((rest) => 0xac10_0000 + rest),
    fc.constant(0xa9fe_a9fe),
  );
  const radix = fc.constantFrom(
    (value: number) => value.toString(10),
    (value: number) => `0x${value.toString(16)}`,
    (value: number) => `0X00${value.toString(16).toUpperCase()}`,
    (value: number) => `0${value.toString(8)}`,
  );

  it('every spelling is refused: octal, hexadecimal, decimal, short', () => {
    fc.assert(
      fc.property(
        refused,
        fc.integer({ min: 1, max: 4 }),
        fc.array(radix, { minLength: 4, maxLength: 4 }),
        (value, count, radices) => {
          const bytes = [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
          const tail = value % 256 ** (5 - count);
          const parts = [...bytes.slice(0, count - 1), tail];
          const host = parts.map((part, at) => radices[at]?.(part)).join('.');
          for (const text of [host, `http://${host}/`, `${host}:8080`, `http://x@${host}`]) {
            expect(verdict(text)).toBe('non_public_address');
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('every disguise is refused: other digits and dots, escapes, a dot at the end', () => {
    const plain = refused.map((value) =>
      [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.'),
    );
    /** Each turns one character into another that the URL parser takes for it. */
    const disguises: ((character: string) => string)[] = [
      (character) => character,
      (character) => `%${character.charCodeAt(0).toString(16)}`,
      (character) =>
        character === '.' ? '\u3002' : String.fromCodePoint(0xff10 + Number(character)),
      (character) =>
        character === '.' ? '\uff0e' : String.fromCodePoint(0x1d7ce + Number(character)),
      (character) => (character === '.' ? '\uff61' : character),
      (character) => encodeURIComponent(disguises[2]?.(character) ?? ''),
    ];
    fc.assert(
      fc.property(
        plain,
        fc.array(fc.nat(disguises.length - 1), { minLength: 15, maxLength: 15 }),
        fc.boolean(),
        (address, choices, dotted) => {
          const host = [...address].map((one, at) => disguises[choices[at] ?? 0]?.(one)).join('');
          for (const text of [`http://${host}${dotted ? '.' : ''}/`, `https://${host}:8443/x`]) {
            expect([text, verdict(text)]).toEqual([text, 'non_public_address']);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
