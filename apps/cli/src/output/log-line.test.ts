import { expect, test } from 'vitest';
import { terminalLine } from './log-line.ts';

test('information stays in the log file', () => {
  const line = '{"level":30,"time":1,"service":"server","msg":"server.ready"}';
  expect(terminalLine('server', line)).toBeUndefined();
  // Where there is no log file, it is shown.
  expect(terminalLine('server', line, { from: 'debug' })).toMatch(/info {2}server server\.ready$/);
});

test('a warning shows its event and its fields, an error the message of its cause', () => {
  const warning =
    '{"level":"warn","time":"2030-01-01T10:00:00.000Z","pid":7,"msg":"scan.failed","scanId":"s1","attempt":2}';
  expect(terminalLine('scanner', warning)).toMatch(
    /^\d\d:\d\d:\d\d warn {2}scanner scan\.failed scanId=s1 attempt=2$/,
  );
  const error = '{"level":50,"time":0,"msg":"x.y","err":{"message":"boom","stack":"at …"}}';
  expect(terminalLine('server', error)).toMatch(/error server x\.y err=boom$/);
});

test('a crash that is not a log entry is shown as it is', () => {
  expect(terminalLine('server', 'Error: boom')).toBe('server: Error: boom');
  expect(terminalLine('server', '{"half":')).toBe('server: {"half":');
  expect(terminalLine('server', '')).toBeUndefined();
  expect(terminalLine('server', '(node:7) [DEP1] DeprecationWarning: x')).toBeUndefined();
});

test('a page’s text in a field cannot control the terminal', () => {
  const line = JSON.stringify({ level: 40, time: 0, msg: 'a.b', title: '\u001b[2J' });
  expect(terminalLine('scanner', line)).not.toContain('\u001b');
});
