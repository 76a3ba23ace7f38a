import { expect, test } from 'vitest';
import { detectType } from './detect-type.ts';

const pe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(126)]);

test.each([
  ['\n <!-- a note --> <!DOCTYPE html><title>x</title>', 'text/html'],
  ['<script>alert(1)</script>', 'text/html'],
  ['<svg xmlns="http://www.w3.org/2000/svg"></svg>', 'image/svg+xml'],
  ['<?xml version="1.0"?><feed/>', 'application/xml'],
  ['{"answer":42}', 'application/json'],
  ['#!/bin/sh\necho', 'text/x-shellscript'],
  ['%PDF-1.4\n%x\n', 'application/pdf'],
  [pe, 'application/x-msdownload'],
  [Buffer.from('7f454c46020101000000000000000000', 'hex'), 'application/x-elf'],
  [Buffer.from('cffaedfe07000001030000000200000010000000', 'hex'), 'application/x-mach-binary'],
  [
    Buffer.from('504b0304140000000000000000000000000000000000000000000000', 'hex'),
    'application/zip',
  ],
  [
    Buffer.from(
      '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000049444154',
      'hex',
    ),
    'image/png',
  ],
  [Buffer.from('1f8b0800000000000003', 'hex'), 'application/gzip'],
  [Buffer.from('774f4632000100000000000000000000', 'hex'), 'font/woff2'],
])('the content %j is told to be %s', async (content, mediaType) => {
  expect(await detectType(Buffer.from(content))).toBe(mediaType);
});

test.each(['var x = 1;', '{ color: red', 'plain words', '<p', '< html>'])(
  'nothing is claimed of %j',
  async (content) => {
    expect(await detectType(Buffer.from(content))).toBeUndefined();
  },
);
