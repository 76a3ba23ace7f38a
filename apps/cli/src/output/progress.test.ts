import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createProgress, progressLine } from './progress.ts';

function terminal(isTTY: boolean) {
  let text = '';
  return { isTTY, columns: 80, write: (more: string) => (text += more), text: () => text };
}

test('the line never wraps and is full exactly when everything is over', () => {
  fc.assert(
    fc.property(fc.nat(5_000), fc.nat(5_000), fc.integer({ min: 0, max: 200 }), (a, b, columns) => {
      const total = Math.max(a, b, 1);
      const over = Math.min(a, b);
      const line = progressLine({ over, failed: over, total }, columns);
      expect(line.length).toBeLessThan(Math.max(columns, 1));
      expect(progressLine({ over, failed: 0, total }).includes('░')).toBe(over < total);
    }),
  );
});

test('what is printed meanwhile stands on a line of its own', () => {
  const screen = terminal(true);
  const progress = createProgress(screen, 2);
  progress.around(() => screen.write('a result\n'));
  progress.step('failed');
  progress.end();
  expect(screen.text()).toContain('\r\u001b[2Ka result\n\r\u001b[2K');
  expect(screen.text()).toContain('1/2  1 failed');
  expect(screen.text().endsWith('\r\u001b[2K')).toBe(true);
});

test('nothing is written where nobody watches', () => {
  const file = terminal(false);
  const progress = createProgress(file, 9);
  progress.step('done');
  progress.end();
  expect(file.text()).toBe('');
});
