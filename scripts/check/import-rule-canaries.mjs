// One violation of each import rule of .dependency-cruiser.cjs: rule → files. A rule counts
// as proved only when it is reported for one of its own files.
const value = 'export const value = 1;\n';
const importing = (path) => `import { value } from '${path}';\nexport const seen = value;\n`;

export const CANARIES = {
  'no-cycles': {
    'apps/cli/src/a.ts': "import { b } from './b.ts';\nexport const a = () => b;\n",
    'apps/cli/src/b.ts': "import { a } from './a.ts';\nexport const b = () => a;\n",
  },
  'contract-is-a-leaf': {
    'packages/contract/src/leaf.ts': importing('../../client/src/above.ts'),
    'packages/client/src/above.ts': value,
  },
  'packages-know-only-contract': {
    'packages/network-policy/src/sideways.ts': importing('../../client/src/beside.ts'),
    'packages/client/src/beside.ts': value,
  },
  'apps-meet-only-in-packages': {
    'apps/scanner/src/reaching.ts': importing('../../server/src/inside.ts'),
    'apps/server/src/inside.ts': value,
  },
  'only-the-cli-captures-locally': {
    'apps/server/src/capturing.ts': importing('../../scanner/src/capture-entry.ts'),
    'apps/scanner/src/capture-entry.ts': value,
  },
  'platform-knows-no-feature': {
    'apps/server/src/platform/log/knowing.ts': importing('../../features/scans/known.ts'),
    'apps/server/src/features/scans/known.ts': value,
  },
  'features-meet-through-services': {
    'apps/server/src/features/tokens/token.presenter.ts': importing(
      '../accounts/account.presenter.ts',
    ),
    'apps/server/src/features/accounts/account.presenter.ts': value,
  },
  'only-stores-touch-the-database': {
    'apps/server/src/features/scans/scan.service.ts': importing('../../platform/db/database.ts'),
    'apps/server/src/platform/db/database.ts': value,
  },
  'routes-never-see-stores': {
    'apps/server/src/features/scans/scan.routes.ts': importing('./scan.store.ts'),
    'apps/server/src/features/scans/scan.store.ts': value,
  },
  'nobody-imports-an-entry-point': {
    'apps/server/src/starting.ts': importing('./main.ts'),
    'apps/server/src/main.ts': value,
  },
  'production-code-imports-no-test': {
    'apps/cli/src/testing.ts': importing('./sample.test.ts'),
    'apps/cli/src/sample.test.ts': value,
  },
  resolvable: {
    'apps/cli/src/lost.ts': importing('./nowhere.ts'),
  },
};
