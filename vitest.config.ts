import { defineConfig } from 'vitest/config';

const UNIT = [
  '{apps,packages}/**/src/**/*.test.ts',
  'scripts/**/*.test.mjs',
  'test/sites/**/*.test.ts',
];
const INTEGRATION = [
  '{apps,packages}/**/*.integration.test.ts',
  'scripts/**/*.integration.test.mjs',
];

/**
 * Tests that hold browsers to a deadline. `npm test` runs them beside all others (see
 * scripts/bootstrap/test-suite.mjs), so they are a project of their own.
 */
const CAPTURE = ['apps/scanner/**/*.integration.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: UNIT,
          exclude: [...INTEGRATION, '**/node_modules/**'],
          // Properties try thousands of inputs, on a machine that runs other tests beside them.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: INTEGRATION,
          exclude: [...CAPTURE, '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          expect: { poll: { timeout: 15_000 } },
        },
      },
      {
        test: {
          name: 'capture',
          include: CAPTURE,
          exclude: ['**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Browsers are held to a deadline. On two cores files already run one at a time; this keeps it
          // so on larger machines.
          fileParallelism: false,
          expect: { poll: { timeout: 15_000 } },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
});
