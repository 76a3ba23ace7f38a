import { expect, test } from 'vitest';
import { pathOf, routePattern } from './routes.ts';

test('a path parameter cannot leave its segment', () => {
  expect(pathOf('scan', { scanId: '../users?x' })).toBe('/api/v1/scans/..%2Fusers%3Fx');
});

test('a missing parameter is an error, not the text "undefined" in a path', () => {
  expect(() => pathOf('scan')).toThrow(/scanId/);
});

test('router patterns name the same parameters', () => {
  expect(routePattern('blob')).toBe('/api/scanner/v1/jobs/:scanId/:attempt/blobs/:sha256');
});
