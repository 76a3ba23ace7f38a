/** What people and attackers paste, and the verdict each must get everywhere it can be entered. */
import type { UrlNotice, UrlRejectionCode } from '@webhood/contract';

const ACCEPTED_ROWS: readonly (readonly [text: string, url: string, notice?: UrlNotice])[] = [
  ['https://example.com', 'https://example.com/'],
  ['HTTPS://EXAMPLE.COM/a', 'https://example.com/a'],
  [' \thttps://example.com/ \r\n', 'https://example.com/'],
  ['example.com', 'https://example.com/'],
  ['//example.com/x', 'https://example.com/x'],
  ['example.com:8443/x', 'https://example.com:8443/x'],
  ['http://example.com:80/', 'http://example.com/'],
  ['https:\\\\example.com\\a', 'https://example.com/a', 'backslashes_replaced'],
  ['hxxps://evil[.]com/a', 'https://evil.com/a', 'refanged'],
  ['hxxp://evil.com', 'http://evil.com/', 'refanged'],
  ['evil[.]com', 'https://evil.com/', 'refanged'],
  ['http://пример.рф/', 'http://xn--e1afmkfd.xn--p1ai/', 'internationalised'],
  ['http://аpple.com/', 'http://xn--pple-43d.com/', 'lookalike'],
  ['faß.de', 'https://xn--fa-hia.de/'],
  ['[2606:4700:4700::1111]', 'https://[2606:4700:4700::1111]/'],
  ['http://1.2.3', 'http://1.2.0.3/', 'host_rewritten'],
  ['https://example.com/\u202Egpj.exe', 'https://example.com/%E2%80%AEgpj.exe'],
  ['https://example.com/?q=<script>', 'https://example.com/?q=%3Cscript%3E'],
  ['https://user:pw@example.com/', 'https://example.com/', 'credentials_removed'],
  ['127.0.0.1.nip.io', 'https://127.0.0.1.nip.io/'],
];

export const ACCEPTED = ACCEPTED_ROWS.map(([text, url, notice]) => ({ text, url, notice }));

const REJECTED_BY_CODE: Record<UrlRejectionCode, readonly string[]> = {
  non_public_address: [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '017700000001',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '198.18.0.1',
    '240.0.0.1',
    '[64:ff9b::a9fe:a9fe]',
    '[fd00:ec2::254]',
  ],
  non_public_name: ['localhost', 'x.localhost', 'printer.local', 'kong:8000'],
  malformed_url: [
    '256.256.256.256',
    '4294967296',
    '[::1',
    'https://example.com:65536/',
    'https://example.com:0/',
    'https://exa mple.com/',
    'https://exa\tmple.com/',
    'https://',
    '',
    'a..b.com',
  ],
  blocked_port: ['https://example.com:22/', 'http://example.com:6667/', 'http://example.com:25/'],
  unsupported_scheme: [
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'view-source:https://a.com',
    'chrome://version',
    'about:blank',
    'ftp://a.com',
    'mailto:a@b.c',
  ],
};

export const REJECTED: readonly (readonly [text: string, code: string])[] = Object.entries(
  REJECTED_BY_CODE,
).flatMap(([code, texts]) => texts.map((text) => [text, code] as const));
