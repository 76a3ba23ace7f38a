import { expect, test } from 'vitest';
import { missingText } from './missing-text.ts';

const missing = [
  { code: 'artifact_failed' as const, what: 'ip_facts', detail: 'x' },
  { code: 'artifact_failed' as const, what: 'page.html', detail: 'y' },
  { code: 'truncated' as const, what: 'links', detail: 'z' },
];

test('a reason names what it concerns, each once', () => {
  const text = missingText('artifact_failed', [...missing, ...missing]);
  expect(text).toMatch(/ \(ip facts, page\.html\)$/);
});

test('a reason stands alone while there is no report', () => {
  expect(missingText('artifact_failed', [])).not.toContain('(');
});
