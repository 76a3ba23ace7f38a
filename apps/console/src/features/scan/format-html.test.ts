import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatHtml } from './format-html.ts';

test('each tag stands on its own line, indented by depth', () => {
  expect(formatHtml('<body><div class="a>b"><br><p>Hello</p></div></body>')).toBe(
    [
      '<body>',
      '  <div class="a>b">',
      '    <br>',
      '    <p>',
      '      Hello',
      '    </p>',
      '  </div>',
      '</body>',
    ].join('\n'),
  );
});

test('scripts, comments and preformatted text stay as they are', () => {
  expect(formatHtml('<script>if (a < b) { "<p>" }</script><!-- <p> --><pre> a\n b</pre>')).toBe(
    ['<script>if (a < b) { "<p>" }</script>', '<!-- <p> -->', '<pre> a\n b</pre>'].join('\n'),
  );
});

test('nothing but blanks is added or lost, whatever the text', () => {
  const bare = (text: string) => text.replace(/\s+/g, '');
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          '<',
          '>',
          '</',
          '<p',
          'a',
          '"',
          "='",
          '<!--',
          '-->',
          '<script>',
          '</script>',
          ' ',
          '\n',
        ),
      ),
      (parts) => {
        const html = parts.join('');
        expect(bare(formatHtml(html))).toBe(bare(html));
      },
    ),
  );
});

test('a deep document grows by no more than a bound per line', () => {
  const html = '<b>'.repeat(50_000);
  expect(formatHtml(html).length).toBeLessThan(50_000 * 55);
});
