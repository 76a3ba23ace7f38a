import { expect, test } from 'vitest';
import { needsOf } from './needs.mjs';

const NOTHING = { browser: false, console: false };

test('a browser is asked for only where one is started', () => {
  expect(needsOf(['up'], {})).toEqual({ browser: true, console: true });
  expect(needsOf(['scan', 'https://a.com'], {})).toEqual({ browser: true, console: false });
  expect(needsOf(['scanner'], {})).toEqual({ browser: true, console: false });
  expect(needsOf(['server'], {})).toEqual({ browser: false, console: true });
  expect(needsOf(['tokens', 'list'], {})).toEqual(NOTHING);
  expect(needsOf([], {})).toEqual(NOTHING);
});

test('a scan on a server needs no browser here', () => {
  expect(needsOf(['scan', '--server', 'https://s', 'a.com'], {})).toEqual(NOTHING);
  expect(needsOf(['scan', '--server=https://s', 'a.com'], {})).toEqual(NOTHING);
  expect(needsOf(['scan', 'a.com'], { WEBHOOD_URL: 'https://s' })).toEqual(NOTHING);
});

test('help installs nothing', () => {
  expect(needsOf(['up', '--help'], {})).toEqual(NOTHING);
});
