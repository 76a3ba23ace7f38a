// The import rules of ARCHITECTURE.md. `npm run check` also proves that modules were cruised at
// all and that a planted violation fails, because a parser mismatch would pass silently.
const CONTRACT = '^packages/contract/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contract-is-a-leaf',
      severity: 'error',
      from: { path: CONTRACT },
      to: { path: '^(apps|packages)/', pathNot: CONTRACT },
    },
    {
      name: 'packages-know-only-contract',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^(apps|packages)/', pathNot: ['^packages/$1/', CONTRACT] },
    },
    {
      name: 'apps-meet-only-in-packages',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: ['^apps/$1/', '^apps/scanner/src/capture-entry\\.ts$'] },
    },
    {
      name: 'only-the-cli-captures-locally',
      severity: 'error',
      from: { path: '^apps/(server|console)/' },
      to: { path: '^apps/scanner/' },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '/src/platform/' },
      to: { path: '/src/features/' },
    },
    {
      name: 'features-meet-through-services',
      severity: 'error',
      from: { path: '^apps/server/src/features/([^/]+)/', pathNot: '\\.integration\\.test\\.ts$' },
      to: {
        path: '^apps/server/src/features/',
        pathNot: ['^apps/server/src/features/$1/', '\\.service\\.ts$'],
      },
    },
    {
      name: 'only-stores-touch-the-database',
      severity: 'error',
      from: {
        path: '^apps/server/src/',
        pathNot: [
          '\\.store\\.ts$',
          '/platform/db/',
          '/src/(main|app|admin|installation|restoration)\\.ts$',
          '\\.integration\\.test\\.ts$',
        ],
      },
      to: { path: '/platform/db/', pathNot: '/platform/db/transaction\\.ts$' },
    },
    {
      name: 'routes-never-see-stores',
      severity: 'error',
      from: { path: '\\.routes\\.ts$' },
      to: { path: '\\.store\\.ts$' },
    },
    {
      name: 'nobody-imports-an-entry-point',
      severity: 'error',
      from: {},
      to: { path: '^apps/[^/]+/src/(main|admin)\\.tsx?$' },
    },
    {
      name: 'production-code-imports-no-test',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: '\\.(test|fixture)\\.ts$' },
      to: { path: '(\\.(test|fixture)\\.ts$|^test/)' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(@fontsource|virtual:)' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      // Some packages are types only.
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
};
