import type { Scan } from '@webhood/contract';
import { expect, test } from 'vitest';
import { csvCell, scansCsv } from './scan-export.ts';

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['  =1', "'  =1"],
  ['\t=1', "'\t=1"],
  ['\r=1', `"'\r=1"`],
  ['＝1', "'＝1"],
  ['=HYPERLINK("https://x","y")', `"'=HYPERLINK(""https://x"",""y"")"`],
  ['a=b', 'a=b'],
  ['a, "b"', '"a, ""b"""'],
  ['https://example.com/', 'https://example.com/'],
])('%j becomes the cell %j', (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});

test('a scan is one line under the names of its fields', () => {
  const scan = {
    id: 'a',
    created: '2026-01-01T00:00:00.000Z',
    done_at: '',
    url: 'https://example.com/',
    final_url: '',
    title: 'x\ny',
    state: 'queued',
    errorCode: null,
    completeness: null,
    missing: [],
    tags: ['a', 'b'],
    submittedBy: { kind: 'user', name: '=ann' },
    scanner: null,
    visibility: 'team',
    slug: 'example.com-1',
  } as unknown as Scan;
  const [names, ...rest] = scansCsv([scan]).split('\r\n');
  expect(names?.split(',').slice(0, 4)).toEqual(['id', 'created', 'done_at', 'url']);
  expect(rest).toEqual([
    `a,2026-01-01T00:00:00.000Z,,https://example.com/,,"x\ny",queued,,,,a b,'=ann,,team,example.com-1`,
    '',
  ]);
});
