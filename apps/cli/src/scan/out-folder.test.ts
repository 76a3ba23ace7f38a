import { expect, test } from 'vitest';
import { outFolderChooser } from './out-folder.ts';

test('one URL writes into --out itself, several into one folder each', () => {
  expect(outFolderChooser('evidence', 1, '/home/ada')('a.com-1')).toBe('/home/ada/evidence');
  expect(outFolderChooser('evidence', 2, '/home/ada')('a.com-1')).toBe(
    '/home/ada/evidence/a.com-1',
  );
});

test('an absolute --out stays where it is', () => {
  expect(outFolderChooser('/tmp/x', 1, '/home/ada')('a.com-1')).toBe('/tmp/x');
});

test('without --out evidence goes to scans in the folder the user is in', () => {
  expect(outFolderChooser(undefined, 1, '/home/ada')('a.com-1')).toBe('/home/ada/scans/a.com-1');
});
